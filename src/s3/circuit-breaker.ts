import type { Duration } from '../core/duration.js'
import type { Instant } from '../core/instant.js'
import type { Failure } from '../core/outcome.js'

const MAX_PERMANENT_FAILURES = 5
const MAX_TIME_WITHOUT_SUCCESS: Duration = 60_000

/** Circuit breaker. Opens after five permanent failures without a success, or after 60 s without progress. */
export class CircuitBreaker {
  /** Failure that opened it. */
  cause: Failure | undefined
  #hasSucceeded = false
  #permanentFailures = 0
  #lastSuccess: Instant

  constructor(now: Instant) {
    this.#lastSuccess = now
  }

  onSuccess(now: Instant): void {
    this.#hasSucceeded = true
    this.#lastSuccess = now
  }

  /** Counts only before the first success: a policy may deny one prefix and allow the rest. */
  onPermanentFailure(failure: Failure): void {
    this.#permanentFailures++
    if (!this.#hasSucceeded && this.#permanentFailures >= MAX_PERMANENT_FAILURES) this.cause ??= failure
  }

  onRetryableFailure(failure: Failure, now: Instant): void {
    if (now - this.#lastSuccess >= MAX_TIME_WITHOUT_SUCCESS) this.cause ??= failure
  }
}
