import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/core/clock.js'

/** When every test takes place, unless it says otherwise. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

let requestsUnderWay = 0
subscribe('http.client.request.start', (message) => {
  requestsUnderWay++
  const { request } = message as { request: ClientRequest }
  request.once('close', () => requestsUnderWay--)
})

/**
 * A clock that only pauses move: once no request is under way, whoever is due first is woken, and the time is then
 * when it was due. So a test waits an hour at once, and no answer comes late for it.
 */
export class TestClock implements Clock {
  #now = NOON
  readonly #sleepers: { due: number; wake: () => void }[] = []

  /** How long everybody has waited together. */
  get waited(): number {
    return this.#now - NOON
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
      if (requestsUnderWay === 0) this.#wakeNext()
      if (this.#sleepers.length > 0) this.#wakeNextSoon()
    }, 1)
  }

  #wakeNext(): void {
    this.#sleepers.sort((a, b) => a.due - b.due)
    const next = this.#sleepers.shift()
    if (!next) return
    this.#now = Math.max(this.#now, next.due)
    next.wake()
  }
}
