import type { Clock } from '../../src/core/clock.js'

/** When every test takes place, unless it says otherwise. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

/**
 * A clock that only pauses move: whoever is due first is woken after a millisecond, and the time is then when it
 * was due. So a test waits an hour at once, and requests under way are answered meanwhile.
 */
export class TestClock implements Clock {
  readonly #start: number
  #now: number
  readonly #sleepers: { due: number; wake: () => void }[] = []

  constructor(start = NOON) {
    this.#start = start
    this.#now = start
  }

  /** How long everybody has waited together. */
  get waited(): number {
    return this.#now - this.#start
  }

  now = (): number => this.#now

  pause = (duration: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (this.#sleepers.length === 0) this.#wakeNextSoon()
    return new Promise((resolve, reject) => {
      const wake = () => {
        if (signal.aborted) reject(new Error('stopped'))
        else resolve()
      }
      this.#sleepers.push({ due: this.#now + duration, wake })
    })
  }

  #wakeNextSoon(): void {
    setTimeout(() => {
      this.#sleepers.sort((a, b) => a.due - b.due)
      const next = this.#sleepers.shift()
      if (!next) return
      this.#now = Math.max(this.#now, next.due)
      next.wake()
      if (this.#sleepers.length > 0) this.#wakeNextSoon()
    }, 1)
  }
}
