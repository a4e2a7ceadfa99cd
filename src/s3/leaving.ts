/**
 * Runs something for each request under way when a signal fires. One listener serves them all: to add one to a
 * signal and remove it again takes longer than to sign a request.
 */
export class Leaving {
  readonly #underWay = new WeakMap<AbortSignal, Set<() => void>>()

  /** `leave` runs when the signal fires, at once where it has; what is returned takes that back. */
  when(signal: AbortSignal, leave: () => void): () => void {
    if (signal.aborted) leave()
    const those = this.#underWay.get(signal) ?? this.#listenTo(signal)
    those.add(leave)
    return () => those.delete(leave)
  }

  #listenTo(signal: AbortSignal): Set<() => void> {
    const those = new Set<() => void>()
    this.#underWay.set(signal, those)
    signal.addEventListener('abort', () => {
      for (const leave of those) leave()
    })
    return those
  }
}
