import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/core/clock.js'

/** When every test takes place, unless it says otherwise. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

/** A clock that only pauses move, so that a test waits an hour at once. */
export class TestClock implements Clock {
  paused = 0
  readonly #start: number

  constructor(start = NOON) {
    this.#start = start
  }

  now = (): number => this.#start + this.paused

  pause = async (duration: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    this.paused += duration
    await turn()
  }
}
