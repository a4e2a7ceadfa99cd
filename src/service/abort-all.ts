import { AbortResults } from '../core/abort-results.js'
import type { Duration } from '../core/duration.js'
import type { Outcome } from '../core/outcome.js'
import type { Progress } from '../core/progress.js'
import type { Selection } from '../core/selection.js'
import { commonPrefix, type Target, targetId, type Upload } from '../core/upload.js'
import { type LateUpload, UploadScan } from '../core/upload-scan.js'
import { CliError, type ErrorKind } from '../errors.js'
import type { BucketUploads } from './bucket-uploads.js'
import { runFirstPass } from './first-pass.js'

/** Delay before each round that aborts uploads again: servers may list an upload for a while after its abort. */
const ROUND_DELAYS: readonly Duration[] = [1_000, 5_000, 15_000]

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
   * Receives all uploads that match, before any is aborted, and throws to abort none. Without it, uploads are aborted
   * while the listing continues.
   */
  readonly confirm?: ((uploads: readonly Upload[], scan: UploadScan) => Promise<void>) | undefined
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
  /** Reason why the run ended early. */
  readonly error?: unknown
}

/**
 * Aborts every upload that matches, and lists again until none is left or three more rounds have failed. Uploads that
 * start during the run are not aborted.
 *
 * @throws CliError if the listing fails before any upload was aborted, and the error of `confirm`.
 */
export async function abortAll(
  bucket: BucketUploads,
  selection: Selection,
  options: AbortAllOptions,
): Promise<AbortReport> {
  const { confirm, includeParts = false, progress, signal } = options
  const scan = new UploadScan(selection, bucket.now(), { excludeNew: true })
  const pages = bucket.listMatching(scan, { includeParts, progress, signal })
  const run = {
    scan,
    prefix: selection.prefix,
    classify: (upload: Upload) => scan.classifyLateUpload(upload),
  }
  if (!confirm) return runAborts(bucket, { ...run, results: new AbortResults(), pages }, options)
  const uploads: Upload[] = []
  for await (const page of pages) uploads.push(...page)
  await confirm(uploads, scan)
  return runAborts(bucket, { ...run, results: new AbortResults(uploads) }, options)
}

/** Aborts exactly these uploads, and checks with a new listing that they are gone. */
export async function abortTargets(
  bucket: BucketUploads,
  targets: readonly Target[],
  options: AbortOptions,
): Promise<AbortReport> {
  const classify = () => 'not-matched' as const
  const run = { scan: undefined, prefix: commonPrefix(targets), classify }
  return runAborts(bucket, { ...run, results: new AbortResults(targets) }, options)
}

interface AbortRun {
  readonly results: AbortResults
  readonly scan: UploadScan | undefined
  /** Pages of uploads that are still being listed. */
  readonly pages?: AsyncIterable<readonly Target[]>
  /** Prefix of the verifying listing. */
  readonly prefix: string
  /** Classifies an upload of the verifying listing that is not in the results. */
  readonly classify: (upload: Upload) => LateUpload
}

async function runAborts(bucket: BucketUploads, run: AbortRun, options: AbortOptions): Promise<AbortReport> {
  const { results, scan } = run
  try {
    await abortAndVerify(bucket, run, options)
  } catch (error) {
    const isKnown = options.signal.aborted || error instanceof CliError
    if (!isKnown || !(results.isComplete || results.hasStarted)) throw error
    const status = options.signal.aborted ? 'stopped' : (error as CliError).kind
    return { results, scan, status, error }
  }
  const status = results.exitStatus()
  const isIncomplete = scan !== undefined && scan.malformedEntries.length > 0
  return { results, scan, status: status === 'done' && isIncomplete ? 'invalid-response' : status }
}

/**
 * A part that was in flight can bring an upload back after its abort, so survivors are aborted again:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 */
async function abortAndVerify(bucket: BucketUploads, run: AbortRun, options: AbortOptions): Promise<void> {
  const { results, pages } = run
  const { progress, signal } = options
  const report = (target: Target, outcome: Outcome) => {
    results.record(target, outcome)
    progress.done++
    if (outcome.kind === 'failed') progress.failed++
  }
  const createAborter = () => bucket.bulkAborter({ ...options, report })
  const { aborter, stopCause } = await runFirstPass({ results, pages, progress, createAborter })
  if (results.size === 0 && !signal.aborted) {
    results.reconcile([])
    return
  }
  let cause = stopCause
  for (let round = 0; ; round++) {
    signal.throwIfAborted()
    if (cause) throw new CliError(results.exitStatus() === 'partial' ? 'partial' : cause.kind, cause.message)
    const listed = await listAgain(bucket, run, options)
    const targets = listed.filter((upload) => !results.isPermanentFailure(upload))
    const delay = ROUND_DELAYS[round]
    if (targets.length === 0 || delay === undefined) return
    await bucket.sleep(delay, signal)
    progress.startAborting(targets.length)
    cause = await aborter.run([targets])
  }
}

/** Reconciles the results with a new listing. Returns the uploads that are still listed or were missed before. */
async function listAgain(
  bucket: BucketUploads,
  { results, prefix, classify }: AbortRun,
  { progress, signal }: AbortOptions,
): Promise<Upload[]> {
  const listed = new Map<string, Upload>()
  let newSinceStart = 0
  progress.startListing('verifying')
  for await (const { uploads } of bucket.pages({ prefix }, signal)) {
    progress.pages++
    progress.listed += uploads.length
    for (const upload of uploads) {
      const role = results.has(upload) ? 'matched' : classify(upload)
      if (role === 'started-since') newSinceStart++
      if (role === 'matched') listed.set(targetId(upload), upload)
    }
  }
  for (const upload of listed.values()) results.add(upload)
  results.reconcile(listed.values())
  results.newSinceStart = newSinceStart
  return [...listed.values()]
}
