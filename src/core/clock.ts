import type { Duration } from './duration.js'
import type { Instant } from './instant.js'

/** Current time and waiting. It is passed in, so that a test can wait for an hour without a delay. */
export interface Clock {
  readonly now: () => Instant
  /** Rejects if the signal fires. */
  readonly sleep: (duration: Duration, signal: AbortSignal) => Promise<void>
}
