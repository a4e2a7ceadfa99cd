import type { Ledger } from '../core/ledger.js'
import type { Outcome, Tally } from '../core/outcome.js'
import type { Target, Untrustworthy } from '../core/upload.js'
import type { ProblemKind } from '../errors.js'

/** One upload, and what became of it. */
export interface UploadOutcome extends Target {
  readonly outcome: Outcome
}

/** What came of aborting. Nothing is thrown for an upload that could not be aborted: it is in here. */
export interface Report {
  /**
   * `done`: every upload is gone, as a fresh and complete listing shows. `partial`: some are left. `stopped`: the
   * signal fired. Otherwise what was in the way: `denied`, `transient` and so on, as in `Problem`.
   */
  readonly ending: 'done' | 'stopped' | ProblemKind
  /** One for each upload that was meant, in the order of the listing. */
  readonly outcomes: readonly UploadOutcome[]
  readonly tally: Tally
  /** The outcomes were held against a fresh, complete listing; until then, they are what the store claims. */
  readonly isVerified: boolean
  /** Uploads that were passed over, since there are conditions of time and the store does not say when they began. */
  readonly ageUnknown: number
  /** Uploads that were passed over, since there are conditions on their parts, which may not be listed. */
  readonly partsUnknown: number
  /** Entries of the listing that name no upload that could be aborted; nothing was done with them. */
  readonly untrustworthy: readonly Untrustworthy[]
  /** Why it ended early, if it did. */
  readonly cause?: unknown
}

/** What a listing left open. */
export type Doubts = Pick<Report, 'ageUnknown' | 'partsUnknown' | 'untrustworthy'>

const NO_DOUBTS: Doubts = { ageUnknown: 0, partsUnknown: 0, untrustworthy: [] }

export function reportOf(
  ledger: Ledger,
  { ending, cause }: Pick<Report, 'ending' | 'cause'>,
  { ageUnknown, partsUnknown, untrustworthy }: Doubts = NO_DOUBTS,
): Report {
  return {
    ending: ending === 'done' && untrustworthy.length > 0 ? 'untrusted' : ending,
    outcomes: Array.from(ledger.entries(), ({ target: { key, uploadId }, outcome }) => ({
      key,
      uploadId,
      outcome,
    })),
    tally: ledger.tally(),
    isVerified: ledger.isVerified,
    ageUnknown,
    partsUnknown,
    untrustworthy,
    ...(cause !== undefined && { cause }),
  }
}
