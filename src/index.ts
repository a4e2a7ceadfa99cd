import { setMaxListeners } from 'node:events'
import type { Environment } from './config/settings.js'
import type { AbortSummary, Outcome } from './core/outcome.js'
import { Progress } from './core/progress.js'
import type { Selection } from './core/selection.js'
import { UploadScan } from './core/upload-scan.js'
import type { MalformedEntry, Target, Upload } from './core/upload.js'
import { CliError } from './errors.js'
import {
  assertConnectOptions,
  assertNames,
  type Conditions,
  type ConnectOptions,
  type ListOptions,
  type Options,
  parseConditions,
} from './library-options.js'
import { assertNamesUpload } from './s3/request-guard.js'
import type { AbortReport } from './service/abort-all.js'
import type { BucketUploads } from './service/bucket-uploads.js'
import { type ClientInfo, connect as connectTo } from './service/client.js'
import { assertTlsVerification, home, systemClock } from './system.js'

export type { ConnectionOptions, Credentials } from './config/settings.js'
export type { AbortSummary, Failure, FailureKind, Outcome } from './core/outcome.js'
export type { MalformedEntry, Parts, Principal, Target, Upload } from './core/upload.js'
export { Progress } from './core/progress.js'
export { CliError, type ErrorKind } from './errors.js'
export type { Conditions, ConnectOptions, ListOptions, Options } from './library-options.js'
export type { ClientInfo } from './service/client.js'

// The SDK's warning about the version of Node is for developers.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

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

/** Connection to an S3 server. */
export interface Client extends ClientInfo {
  /**
   * Returns a bucket by name. Sends no request, so the bucket need not exist.
   *
   * @throws CliError, usage, for an invalid bucket name.
   */
  readonly bucket: (name: string) => Bucket
}

/**
 * Resolves the endpoint and credentials. Sends no request.
 *
 * ```ts
 * const client = await connect({ endpoint: 'lota' })
 * const bucket = client.bucket('training-data')
 * ```
 *
 * @throws CliError: access-denied without credentials, usage if a profile or file does not exist, safety-check if the
 * endpoint is not allowed.
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  assertConnectOptions(options)
  const { log, environment: given = process.env, ...settings } = options
  const environment = { HOME: home(), ...given }
  const client = await connectTo(settings, { environment, clock: systemClock, ...(log && { log }) })
  return { ...client, bucket: (name) => libraryBucket(client.bucket(name), environment) }
}

function libraryBucket(bucket: BucketUploads, environment: Environment): Bucket {
  return {
    name: bucket.name,
    list: (conditions = {}, options = {}) => {
      const selection = parseConditions(conditions)
      assertNames('option', ['signal', 'progress', 'sizes'], options)
      return { [Symbol.asyncIterator]: () => listUploads(bucket, selection, options) }
    },
    abort: async (targets, options = {}) => {
      assertTlsVerification(environment)
      assertNames('option', ['signal', 'progress'], options)
      const named = [...targets]
      named.forEach(assertNamesUpload)
      return reportOf(await bucket.abort(named, withDefaults(options)))
    },
    abortAll: async (conditions = {}, options = {}) => {
      assertTlsVerification(environment)
      assertNames('option', ['signal', 'progress'], options)
      return reportOf(await bucket.abortAll(parseConditions(conditions), withDefaults(options)))
    },
  }
}

async function* listUploads(bucket: BucketUploads, selection: Selection, options: ListOptions): AsyncGenerator<Upload> {
  const scan = new UploadScan(selection, bucket.context.clock.now(), 'list')
  try {
    const pages = bucket.listMatching(scan, { includeParts: options.sizes ?? false, ...withDefaults(options) })
    for await (const uploads of pages) yield* uploads
  } catch (error) {
    options.signal?.throwIfAborted()
    throw error
  }
  if (scan.incompleteReason !== undefined) throw new CliError('invalid-response', scan.incompleteReason)
}

function reportOf({ results, scan, status, error }: AbortReport): Report {
  return {
    status,
    outcomes: Array.from(results.entries(), ({ target, outcome }) => ({ ...target, outcome })),
    summary: results.summary(),
    isVerified: results.isVerified,
    unknownAgeCount: scan?.unknownAgeCount ?? 0,
    unknownPartsCount: scan?.unknownPartsCount ?? 0,
    malformedEntries: scan?.malformedEntries ?? [],
    ...(error !== undefined && { cause: error }),
  }
}

/** Each operation has its own signal, because Node warns about a leak if many requests listen to one. */
function withDefaults({ signal, progress = new Progress() }: Options): Required<Options> {
  const own = AbortSignal.any(signal ? [signal] : [])
  setMaxListeners(0, own)
  return { progress, signal: own }
}
