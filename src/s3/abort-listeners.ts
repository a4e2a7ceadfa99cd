interface Listener {
  readonly onAbort: () => void
  index: number
}

/**
 * Shares one abort listener among all requests in flight. One listener per request would cost more than signing the
 * request.
 */
export class AbortListeners {
  /** Arrays, because sets that shrink and grow keep deleted requests in memory. */
  readonly #listeners = new WeakMap<AbortSignal, Listener[]>()

  /** Calls `onAbort` when the signal fires, at once if it has fired. Returns a function that removes the listener. */
  add(signal: AbortSignal, onAbort: () => void): () => void {
    if (signal.aborted) onAbort()
    const all = this.#listeners.get(signal) ?? this.#listenTo(signal)
    const listener = { onAbort, index: all.length }
    all.push(listener)
    return () => {
      const last = all.pop()
      if (!last || last === listener) return
      last.index = listener.index
      all[listener.index] = last
    }
  }

  #listenTo(signal: AbortSignal): Listener[] {
    const all: Listener[] = []
    this.#listeners.set(signal, all)
    signal.addEventListener('abort', () => {
      for (const { onAbort } of [...all]) onAbort()
    })
    return all
  }
}
