import type { Clock } from './core/clock.js'

/** Clock of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: async (duration, signal) => {
    const { setTimeout } = await import('node:timers/promises')
    await setTimeout(duration, undefined, { signal })
  },
}
