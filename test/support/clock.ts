import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/core/time.js'

/** Time at which a test runs that passes one clock to the server and to the command. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

let requestsUnderWay = 0
subscribe('http.client.request.start', (message) => {
  requestsUnderWay++
  const { request } = message as { request: ClientRequest }
  request.once('close', () => requestsUnderWay--)
})

/**
 * Clock that advances only while the code under test sleeps. Once no request is in flight, it wakes the sleeper that
 * is due first, so a test can wait for an hour without a delay.
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
      if (requestsUnderWay === 0) this.#wakeNext()
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

/** Clock of a server whose client has the clock of the machine: a spawned process, or the library. */
export const realTime = (): TestClock => new TestClock(() => Date.now())
