/** What runs when a signal fires, and where it stands among the others. */
interface Waiting {
  readonly leave: () => void
  at: number
}

/**
 * Runs something for each request under way when a signal fires. One listener serves them all: to add one to a
 * signal and remove it again takes longer than to sign a request.
 */
export class Leaving {
  /** Not sets: V8's leave behind, as they shrink and grow, what holds every request that ever was in them. */
  readonly #underWay = new WeakMap<AbortSignal, Waiting[]>()

  /** `leave` runs when the signal fires, at once where it has; what is returned takes that back. */
  when(signal: AbortSignal, leave: () => void): () => void {
    if (signal.aborted) leave()
    const all = this.#underWay.get(signal) ?? this.#listenTo(signal)
    const waiting = { leave, at: all.length }
    all.push(waiting)
    return () => {
      const last = all.pop()
      if (!last || last === waiting) return
      last.at = waiting.at
      all[waiting.at] = last
    }
  }

  #listenTo(signal: AbortSignal): Waiting[] {
    const all: Waiting[] = []
    this.#underWay.set(signal, all)
    signal.addEventListener('abort', () => {
      for (const { leave } of [...all]) leave()
    })
    return all
  }
}
