import type { Duration } from '../../core/duration.js'
import type { Instant } from '../../core/instant.js'
import type { Failure } from '../../core/outcome.js'

const MOST_REFUSALS = 5
const LONGEST_STANDSTILL: Duration = 60_000

/** Stops a run that gets nowhere: five refusals and no success, or a minute in which nothing got through. */
export class Breaker {
  /** Why the run should stop. */
  tripped: Failure | undefined
  #hasSucceeded = false
  #refusals = 0
  #lastProgress: Instant

  constructor(now: Instant) {
    this.#lastProgress = now
  }

  succeeded(now: Instant): void {
    this.#hasSucceeded = true
    this.#lastProgress = now
  }

  /** Refusals count only as long as nothing succeeded: a policy may deny one prefix and allow the rest. */
  refused(failure: Failure): void {
    this.#refusals++
    if (!this.#hasSucceeded && this.#refusals >= MOST_REFUSALS) this.tripped ??= failure
  }

  stalled(failure: Failure, now: Instant): void {
    if (now - this.#lastProgress >= LONGEST_STANDSTILL) this.tripped ??= failure
  }
}
