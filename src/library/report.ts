import type { AbortSummary, Outcome } from '../core/outcome.js'
import type { MalformedEntry, Target } from '../core/upload.js'
import type { AbortReport } from '../service/abort-all.js'

/** One upload and its outcome. */
export interface UploadOutcome extends Target {
  readonly outcome: Outcome
}

/** Result of aborting uploads. An upload that could not be aborted is no error: its outcome is in the report. */
export interface Report {
  /**
   * `done` if all uploads are gone by a new, complete listing. `partial` if some are left. `stopped` if the signal
   * fired. Otherwise the cause, as in `CliError`.
   */
  readonly status: AbortReport['status']
  /** One outcome for each upload that matches, in the order of the listing. */
  readonly outcomes: readonly UploadOutcome[]
  readonly summary: AbortSummary
  /** True if the outcomes were checked with a new, complete listing. */
  readonly isVerified: boolean
  /** Number of uploads excluded because the server sent no usable time for them. */
  readonly unknownAgeCount: number
  /** Number of uploads excluded because their parts could not be listed. */
  readonly unknownPartsCount: number
  /** Entries of the listing that identify no upload. They were skipped. */
  readonly malformedEntries: readonly MalformedEntry[]
  /** Reason why the run ended early. */
  readonly cause?: unknown
}

export function reportOf({ results, scan, status, error }: AbortReport): Report {
  const outcomes = Array.from(results.entries(), ({ target: { key, uploadId }, outcome }) => ({
    key,
    uploadId,
    outcome,
  }))
  return {
    status,
    outcomes,
    summary: results.summary(),
    isVerified: results.isVerified,
    unknownAgeCount: scan?.unknownAgeCount ?? 0,
    unknownPartsCount: scan?.unknownPartsCount ?? 0,
    malformedEntries: scan?.malformedEntries ?? [],
    ...(error !== undefined && { cause: error }),
  }
}
