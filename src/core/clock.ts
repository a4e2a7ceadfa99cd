import type { Duration } from './duration.js'
import type { Instant } from './instant.js'

/** Time, handed in, so that a test can run through an hour of waiting at once. */
export interface Clock {
  readonly now: () => Instant
  /** Rejects when the signal fires. */
  readonly pause: (duration: Duration, signal: AbortSignal) => Promise<void>
}
