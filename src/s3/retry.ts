import { S3ServiceException } from '@aws-sdk/client-s3'
import { isThrottlingError } from '@smithy/core/retry'
import type { Failure } from '../core/outcome.js'
import type { Clock, Duration, Instant } from '../core/time.js'
import { isOutOfFiles, isRequestError, NetworkError, type RequestError, retryAfterOf } from './request-error.js'

const DEFAULT_ATTEMPTS = 6
const BASE_DELAY: Duration = 200
const MAX_DELAY: Duration = 20_000
const MAX_RETRY_AFTER: Duration = 60_000

/** Network errors that a retry may cure. An invalid certificate or host name stays invalid. */
const RETRYABLE_NETWORK_ERRORS =
  /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPROXYFAILED|EMFILE|ENFILE)$/
const RETRYABLE_ERRORS = new Set(['RequestTimeout', 'OperationAborted', 'InternalError', 'ServiceUnavailable'])

export function isRetryable(error: RequestError): boolean {
  if (error instanceof NetworkError) return RETRYABLE_NETWORK_ERRORS.test(error.code)
  if (!(error instanceof S3ServiceException)) return false
  const { httpStatusCode: status = 0 } = error.$metadata
  return (status >= 500 && status !== 501) || isThrottled(error) || RETRYABLE_ERRORS.has(error.name)
}

/** Returns true if fewer concurrent requests may help: the server is busy, or too many files are open here. */
export function isThrottled(error: RequestError): boolean {
  if (isOutOfFiles(error)) return true
  if (!(error instanceof S3ServiceException)) return false
  const { name, message, $metadata } = error
  return $metadata.httpStatusCode === 503 || isThrottlingError({ name, message, $metadata })
}

/** Retry budget of one request: remaining attempts and the next delay. */
export class RetryBudget {
  readonly #timeoutCost: number
  #attemptsLeft: number
  #attempts = 0

  constructor(maxAttempts = DEFAULT_ATTEMPTS) {
    this.#timeoutCost = maxAttempts / 2
    this.#attemptsLeft = maxAttempts
  }

  /**
   * Returns the delay before the next attempt, or undefined if there is none: full jitter, after `Retry-After`. A
   * timeout costs half of the budget, because it has taken so much time already.
   */
  delayAfter(error: RequestError): Duration | undefined {
    const isTimeout = error instanceof NetworkError && error.code === 'ETIMEDOUT'
    this.#attemptsLeft -= isTimeout ? this.#timeoutCost : 1
    this.#attempts++
    if (!isRetryable(error) || this.#attemptsLeft < 1) return undefined
    const ceiling = Math.min(MAX_DELAY, BASE_DELAY * 2 ** (this.#attempts - 1))
    const requested = '$response' in error ? (retryAfterOf(error) ?? 0) : 0
    return Math.min(requested, MAX_RETRY_AFTER) + Math.random() * ceiling
  }
}

/**
 * Calls `attempt` until it succeeds or no attempts are left. The SDK's own retries are not used: one client-wide
 * quota fails 200 concurrent requests within two seconds of SlowDown.
 *
 * @throws the last RequestError, or any other error of `attempt`.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const budget = new RetryBudget()
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const delay = isRequestError(error) ? budget.delayAfter(error) : undefined
      if (delay === undefined) throw error
      await clock.sleep(delay, signal)
    }
  }
}

const MAX_PERMANENT_FAILURES = 20
const MAX_TIME_WITHOUT_SUCCESS: Duration = 60_000

/** Circuit breaker. Opens after 20 permanent failures without a success, or after 60 s without progress. */
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
