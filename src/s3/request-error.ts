import type { Duration } from '../core/duration.js'

/** Why a request did not do what it asked: the store said no, nobody answered, or the answer was nonsense. */
export type Reason =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The store's code, such as AccessDenied; `HTTP 502` where the answer held none. */
      readonly code: string
      readonly message: string
      readonly requestId?: string
      readonly retryAfter?: Duration
    }
  | { readonly kind: 'unanswered'; readonly code: string; readonly message: string }
  | { readonly kind: 'untrusted'; readonly message: string }

export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly reason: Reason

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason.message, options)
    this.reason = reason
  }
}

export function untrusted(message: string): RequestError {
  return new RequestError({ kind: 'untrusted', message })
}
