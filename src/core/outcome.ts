/**
 * Kinds of failure of a request: an incorrect request, missing permission, no such bucket or upload, a failure that
 * a retry may cure, a response that is not valid. The names are those of the exit statuses.
 */
export type FailureKind = 'usage' | 'access-denied' | 'not-found' | 'retryable' | 'invalid-response'

export interface Failure {
  readonly kind: FailureKind
  /** Error code of the server, such as AccessDenied, or of the network, such as ECONNREFUSED. */
  readonly code: string
  readonly message: string
  /** End of the message, which says how to fix it. */
  readonly hint?: string
  readonly requestId?: string
}

/**
 * Result of aborting one upload. `already-gone`: another client has aborted or completed it. `still-listed`: the
 * server accepted the abort and still lists the upload. `skipped`: no abort was sent, because the run stopped first, the
 * upload is not one of those that were confirmed, or no usable time shows whether it started during the run.
 */
export type Outcome =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'already-gone' }
  | { readonly kind: 'still-listed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'skipped'; readonly code: 'Stopped' | 'NotInPlan' | 'UnknownTime' }

/** Number of uploads by outcome. `matched` is always the sum of the next five. */
export interface AbortSummary {
  readonly matched: number
  readonly aborted: number
  readonly alreadyGone: number
  readonly stillListed: number
  readonly failed: number
  readonly skipped: number
  /** Uploads that started during the run. They are counted, never aborted. */
  readonly newSinceStart: number
}

/**
 * Corrects a reported outcome with a later, complete listing. Servers have returned 204 and NoSuchUpload for uploads
 * that they still listed.
 */
export function reconcileOutcome(reported: Outcome, isListed: boolean): Outcome {
  if (!isListed) return reported.kind === 'aborted' ? reported : { kind: 'already-gone' }
  return reported.kind === 'failed' || reported.kind === 'skipped' ? reported : { kind: 'still-listed' }
}
