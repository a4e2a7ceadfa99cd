import type { Duration } from '../../core/duration.js'

/** The store's answer that it will not. */
export interface Refusal {
  readonly kind: 'answered'
  readonly status: number
  /** The store's code, such as AccessDenied; `HTTP 502` where the answer held none. */
  readonly code: string
  readonly message: string
  readonly requestId?: string
  readonly retryAfter?: Duration
}

/** Why a request did not do what it asked: the store said no, nobody answered, or the answer was nonsense. */
export type Reason =
  | Refusal
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

export function unanswered(code: string, message: string, cause?: unknown): RequestError {
  return new RequestError({ kind: 'unanswered', code, message }, { cause })
}

export function untrusted(message: string): RequestError {
  return new RequestError({ kind: 'untrusted', message })
}

/** @throws RequestError, untrusted, for a document that cannot be read. */
export function distrusting<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError) throw untrusted(error.message)
    throw error
  }
}
