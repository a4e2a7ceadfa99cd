import { setMaxListeners } from 'node:events'
import type { AbortSummary, Outcome } from '../core/outcome.js'
import { Progress } from '../core/progress.js'
import { UploadScan } from '../core/upload-scan.js'
import type { MalformedEntry, Target, Upload } from '../core/upload.js'
import { CliError } from '../errors.js'
import { assertNamesUpload } from '../s3/request-guard.js'
import type { AbortReport } from '../service/abort-all.js'
import type { BucketUploads } from '../service/bucket-uploads.js'
import { type Conditions, parseConditions } from './conditions.js'

export interface Options {
  /** Signal that stops the operation. */
  readonly signal?: AbortSignal
  /** Counters that the operation updates. They can be read at any time. */
  readonly progress?: Progress
}

export interface ListOptions extends Options {
  /** Lists the parts of each upload too, with one request per upload: see `Upload.parts`. */
  readonly sizes?: boolean
}

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

/** The incomplete multipart uploads of one bucket. */
export interface Bucket {
  readonly name: string
  /**
   * Lists every upload that matches, each once, in the order of the server. The listing is complete if it ends without
   * an error. An unknown age and unknown parts match no condition.
   *
   * ```ts
   * for await (const { key, uploadId } of bucket.list({ olderThan: '7d' })) console.log(key, uploadId)
   * ```
   *
   * By ListMultipartUploads, https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
   *
   * @throws CliError: usage for an invalid condition, others while iterating. The reason of the signal if it fired.
   */
  readonly list: (conditions?: Conditions, options?: ListOptions) => AsyncIterable<Upload>
  /**
   * Aborts exactly these uploads, and lists again to check that they are gone. Aborting an upload permanently deletes
   * its parts.
   *
   * @throws CliError, safety-check, without TLS verification; TypeError for a target without key or upload ID.
   */
  readonly abort: (targets: Iterable<Target>, options?: Options) => Promise<Report>
  /**
   * Aborts every upload that matches, while it lists, and lists again until none is left or three more rounds have
   * failed. Uploads that start during the run are not aborted. `list` with the same conditions shows what it aborts.
   *
   * ```ts
   * const { status, summary } = await bucket.abortAll({ prefix: 'tmp/', olderThan: '7d' })
   * ```
   *
   * By AbortMultipartUpload, https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
   *
   * @throws as `list` and `abort`, before anything is aborted. Later errors are in the report.
   */
  readonly abortAll: (conditions?: Conditions, options?: Options) => Promise<Report>
}

/** Returns the library's form of a bucket. `assertCanAbort` is called before anything is aborted. */
export function libraryBucket(bucket: BucketUploads, assertCanAbort: () => void): Bucket {
  return {
    name: bucket.name,
    list: (conditions = {}, options = {}) => listUploads(bucket, parseConditions(conditions), options),
    abort: async (targets, { signal, progress = new Progress() } = {}) => {
      assertCanAbort()
      const named = [...targets]
      named.forEach(assertNamesUpload)
      return reportOf(await bucket.abort(named, { progress, signal: ownSignal(signal) }))
    },
    abortAll: async (conditions = {}, { signal, progress = new Progress() } = {}) => {
      assertCanAbort()
      const selection = parseConditions(conditions)
      return reportOf(await bucket.abortAll(selection, { progress, signal: ownSignal(signal) }))
    },
  }
}

async function* listUploads(
  bucket: BucketUploads,
  selection: ReturnType<typeof parseConditions>,
  { signal, sizes = false, progress = new Progress() }: ListOptions,
): AsyncGenerator<Upload> {
  const scan = new UploadScan(selection, bucket.context.clock.now(), 'list')
  const options = { includeParts: sizes, progress, signal: ownSignal(signal) }
  try {
    for await (const uploads of bucket.listMatching(scan, options)) yield* uploads
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
  if (scan.incompleteReason !== undefined) throw new CliError('invalid-response', scan.incompleteReason)
}

function reportOf({ results, scan, status, error }: AbortReport): Report {
  const { unknownAgeCount = 0, unknownPartsCount = 0, malformedEntries = [] } = scan ?? {}
  return {
    status,
    outcomes: Array.from(results.entries(), ({ target, outcome }) => ({ ...target, outcome })),
    summary: results.summary(),
    isVerified: results.isVerified,
    unknownAgeCount,
    unknownPartsCount,
    malformedEntries,
    ...(error !== undefined && { cause: error }),
  }
}

/** Node warns about a leak if many requests listen to one signal, so each operation has its own. */
function ownSignal(signal: AbortSignal | undefined): AbortSignal {
  const own = AbortSignal.any(signal ? [signal] : [])
  setMaxListeners(0, own)
  return own
}
