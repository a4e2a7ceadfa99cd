import type { Clock } from '../../core/clock.js'
import type { Duration } from '../../core/duration.js'
import { type Reason, RequestError } from './request-error.js'

const FIRST_PAUSE: Duration = 200
const LONGEST_PAUSE: Duration = 20_000
const LONGEST_ASKED: Duration = 60_000

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
const PASSING_ANSWERS = new Set(['RequestTimeout', 'OperationAborted', 'InternalError', 'ServiceUnavailable'])
const THROTTLING = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
])

export function isPassing(reason: Reason): boolean {
  if (reason.kind === 'untrusted') return false
  if (reason.kind === 'unanswered') return PASSING.has(reason.code)
  const { status, code } = reason
  return (status >= 500 && status !== 501) || isThrottling(reason) || PASSING_ANSWERS.has(code)
}

export function isThrottling(reason: Reason): boolean {
  return (
    reason.kind === 'answered' &&
    (reason.status === 429 || reason.status === 503 || THROTTLING.has(reason.code))
  )
}

/** What is left of a request's chances, and how long to wait before the next. */
export class Patience {
  readonly #costOfSilence: number
  #chances: number
  #attempts = 0

  constructor(chances: number) {
    this.#costOfSilence = chances / 2
    this.#chances = chances
  }

  /**
   * The pause before the next attempt: full jitter, after what the store asked for, if it did. Undefined where
   * there should be none. Silence costs half of all chances, since it has cost so much time already.
   */
  pauseAfter(reason: Reason): Duration | undefined {
    const isSilence = reason.kind === 'unanswered' && reason.code === 'ETIMEDOUT'
    this.#chances -= isSilence ? this.#costOfSilence : 1
    this.#attempts++
    if (!isPassing(reason) || this.#chances < 1) return undefined
    const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#attempts - 1))
    const asked = reason.kind === 'answered' ? (reason.retryAfter ?? 0) : 0
    return Math.min(asked, LONGEST_ASKED) + Math.random() * ceiling
  }
}

/**
 * Tries until it succeeds or has no chances left.
 *
 * Not the SDK's retries: its quota is shared by a whole client, so that under SlowDown 200 requests at once all
 * fail within two seconds.
 *
 * @throws the last RequestError, or whatever else `attempt` throws.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { chances, clock, signal }: { chances: number; clock: Clock; signal: AbortSignal },
): Promise<T> {
  const patience = new Patience(chances)
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const pause = error instanceof RequestError ? patience.pauseAfter(error.reason) : undefined
      if (pause === undefined) throw error
      await clock.pause(pause, signal)
    }
  }
}
