import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { RequestError, type Reason } from './request-error.js'

const FIRST_PAUSE: Duration = 200
const LONGEST_PAUSE: Duration = 20_000

/** Codes of the network that a second attempt can cure. A certificate or a name that is wrong stays wrong. */
const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

export function isPassing(reason: Reason): boolean {
  if (reason.kind === 'untrusted') return false
  if (reason.kind === 'unanswered') return PASSING.has(reason.code)
  const { status, code } = reason
  return status >= 500
    ? status !== 501
    : isThrottled(reason) || code === 'RequestTimeout' || code === 'OperationAborted'
}

export function isThrottled(reason: Reason): boolean {
  return reason.kind === 'answered' && (reason.status === 429 || THROTTLING.has(reason.code))
}

const THROTTLING = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
])

/** How long to wait before attempt number `attempt` (the first retry is 1): full jitter, or what the store asked. */
export function pauseBefore(attempt: number, reason: Reason): Duration {
  const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
  const asked = reason.kind === 'answered' ? (reason.retryAfter ?? 0) : 0
  return asked + Math.random() * ceiling
}

/**
 * Tries until it succeeds, fails for good, or has failed `mostAttempts` times.
 *
 * Not the SDK's retries: its quota is shared by a whole client, so that under SlowDown 200 requests at once
 * all fail within two seconds.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { mostAttempts, clock, signal }: { mostAttempts: number; clock: Clock; signal: AbortSignal },
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      const mayPass = error instanceof RequestError && isPassing(error.reason)
      if (!mayPass || attempts === mostAttempts) throw error
      await clock.pause(pauseBefore(attempts, error.reason), signal)
    }
  }
}
