import { AbortResults } from '../core/abort-results.js'
import type { Progress } from '../core/progress.js'
import type { Selection } from '../core/selection.js'
import type { Target, Upload } from '../core/upload.js'
import { UploadScan } from '../core/upload-scan.js'
import type { ErrorKind } from '../errors.js'
import { AbortRun } from './abort-run.js'
import type { BucketUploads } from './bucket-uploads.js'

export interface AbortOptions {
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Maximum concurrent aborts, if the server accepts that many. */
  readonly maxConcurrency?: number | undefined
}

export interface AbortAllOptions extends AbortOptions {
  /** Lists the parts of every upload, also without a condition on parts. */
  readonly includeParts?: boolean
  /**
   * Receives all uploads that match, before any is aborted. Returns those that may be aborted, and throws to abort
   * none. Without it, uploads are aborted while the listing continues.
   */
  readonly confirm?: ((uploads: readonly Upload[], scan: UploadScan) => Promise<readonly Upload[]>) | undefined
}

/** Result of a run. An upload that could not be aborted is no error: its outcome is in `results`. */
export interface AbortReport {
  readonly results: AbortResults
  /** Listing that selected the uploads. Undefined if they were given by key and upload ID. */
  readonly scan: UploadScan | undefined
  /**
   * `done` if all uploads are gone by a new, complete listing. `partial` if some are left. `stopped` if the signal
   * fired. Otherwise the cause, as in CliError.
   */
  readonly status: 'done' | 'stopped' | ErrorKind
  /** True if the bucket is known to have no uploads at all. */
  readonly isBucketClear: boolean
  /** Reason why the run ended early. */
  readonly error?: unknown
}

/**
 * Aborts every upload that matches, and lists again until none is left or three more rounds have failed. Uploads that
 * start during the run are not aborted. Without `confirm`, uploads that the first listing missed are aborted too.
 *
 * @throws CliError if the listing fails before any upload was aborted, and the error of `confirm`.
 */
export async function abortAll(
  bucket: BucketUploads,
  selection: Selection,
  options: AbortAllOptions,
): Promise<AbortReport> {
  const { confirm, includeParts = false, progress, signal } = options
  const scan = new UploadScan(selection, bucket.context.clock.now(), 'abort')
  const pages = bucket.listMatching(scan, { includeParts, progress, signal })
  if (!confirm) return new AbortRun(bucket, { results: new AbortResults(), scan, pages }, options).run()
  const uploads: Upload[] = []
  for await (const page of pages) uploads.push(...page)
  const agreed = await confirm(uploads, scan)
  return new AbortRun(bucket, { results: new AbortResults(agreed), scan }, options).run()
}

/** Aborts exactly these uploads, and checks with a new listing that they are gone. */
export async function abortTargets(
  bucket: BucketUploads,
  targets: Iterable<Target>,
  options: AbortOptions,
): Promise<AbortReport> {
  return new AbortRun(bucket, { results: new AbortResults(targets) }, options).run()
}
