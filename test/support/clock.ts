import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/core/time.js'

/** Start time of a test in which the server and the command share one clock. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

let requestsInFlight = 0
subscribe('http.client.request.start', (message) => {
  requestsInFlight++
  const { request } = message as { request: ClientRequest }
  request.once('close', () => requestsInFlight--)
})

/**
 * Clock that advances only while the code under test sleeps. If no request is in flight, it wakes the first sleeper
 * without a delay.
 */
export class TestClock implements Clock {
  readonly #start: () => number
  #slept = 0
  readonly #sleepers: { due: number; wake: () => void }[] = []

  constructor(start = () => NOON) {
    this.#start = start
  }

  /** Sum of all sleeps, in milliseconds. */
  get waited(): number {
    return this.#slept
  }

  now = (): number => this.#start() + this.#slept

  sleep = (duration: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (this.#sleepers.length === 0) this.#wakeNextSoon()
    return new Promise((resolve, reject) => {
      const wake = () => {
        if (signal.aborted) reject(new Error('stopped'))
        else resolve()
      }
      this.#sleepers.push({ due: this.#slept + duration, wake })
    })
  }

  #wakeNextSoon(): void {
    setTimeout(() => {
      if (requestsInFlight === 0) this.#wakeNext()
      if (this.#sleepers.length > 0) this.#wakeNextSoon()
    }, 1)
  }

  #wakeNext(): void {
    this.#sleepers.sort((a, b) => a.due - b.due)
    const next = this.#sleepers.shift()
    if (!next) return
    this.#slept = Math.max(this.#slept, next.due)
    next.wake()
  }
}

/** Creates the clock of a server for spawned processes and the library, which use the clock of the machine. */
export const realTimeClock = (): TestClock => new TestClock(() => Date.now())
