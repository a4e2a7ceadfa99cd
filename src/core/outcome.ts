/**
 * Why something asked of the store did not happen: it was asked wrongly, it is not allowed, there is no such
 * bucket or upload, it may work later, or the answer cannot be trusted. The names are those of the exit codes.
 */
export type FailureKind = 'usage' | 'denied' | 'absent' | 'transient' | 'untrusted'

export interface Failure {
  readonly kind: FailureKind
  /** The store's own code, such as AccessDenied, or the network's, such as ECONNREFUSED. */
  readonly code: string
  readonly message: string
  readonly requestId?: string
}

/**
 * What became of one upload. `already-gone`: somebody else has aborted or completed it. `still-listed`: the store
 * says that it is gone, and lists it. `skipped`: the run ended before its turn.
 */
export type Outcome =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'already-gone' }
  | { readonly kind: 'still-listed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'skipped' }

/** How many came to what. `matched` is the sum of the next five, always. */
export interface Tally {
  readonly matched: number
  readonly aborted: number
  readonly alreadyGone: number
  readonly stillListed: number
  readonly failed: number
  readonly skipped: number
  /** Uploads that began after the run did: counted, never aborted. */
  readonly startedSince: number
}

/**
 * What an answer to an abort is worth once a fresh, complete listing is there. 204 and NoSuchUpload are claims:
 * stores have answered both and gone on listing the upload.
 */
export function settle(claim: Outcome, isListed: boolean): Outcome {
  if (!isListed) return claim.kind === 'aborted' ? claim : { kind: 'already-gone' }
  return claim.kind === 'failed' || claim.kind === 'skipped' ? claim : { kind: 'still-listed' }
}

export function tallyOf(outcomes: Iterable<Outcome>, startedSince: number): Tally {
  const counts = { aborted: 0, 'already-gone': 0, 'still-listed': 0, failed: 0, skipped: 0 }
  let matched = 0
  for (const { kind } of outcomes) {
    matched++
    counts[kind]++
  }
  const { aborted, failed, skipped } = counts
  return {
    matched,
    aborted,
    alreadyGone: counts['already-gone'],
    stillListed: counts['still-listed'],
    failed,
    skipped,
    startedSince,
  }
}

/**
 * How the whole ended. Partial, if some are gone and some are not; where nothing is gone, the gravest cause,
 * so that a run that was denied everywhere says so.
 */
export function verdictOf(outcomes: Iterable<Outcome>): 'done' | 'partial' | FailureKind {
  const causes = new Set<FailureKind>()
  let gone = 0
  let left = 0
  for (const outcome of outcomes) {
    if (outcome.kind === 'aborted' || outcome.kind === 'already-gone') gone++
    else left++
    if (outcome.kind === 'failed') causes.add(outcome.failure.kind)
  }
  if (left === 0) return 'done'
  if (gone > 0) return 'partial'
  return GRAVEST_FIRST.find((kind) => causes.has(kind)) ?? 'partial'
}

const GRAVEST_FIRST: readonly FailureKind[] = ['untrusted', 'denied', 'absent', 'usage', 'transient']
