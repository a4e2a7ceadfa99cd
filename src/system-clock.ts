import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from './core/clock.js'

/** The time of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  pause: (duration, signal) => pause(duration, undefined, { signal }),
}
