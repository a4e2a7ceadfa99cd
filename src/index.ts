import { setMaxListeners } from 'node:events'
import { isDate } from 'node:util/types'
import { ADDRESSINGS } from './config/endpoint.js'
import type { ConnectionOptions, Environment } from './config/settings.js'
import {
  CONDITION_FLAGS,
  type ConditionName,
  type ConditionTexts,
  isGlobCondition,
  parseSelection,
} from './core/conditions.js'
import type { AbortSummary, Outcome } from './core/outcome.js'
import { Progress } from './core/progress.js'
import type { Selection } from './core/selection.js'
import { UploadScan } from './core/upload-scan.js'
import type { MalformedEntry, Target, Upload } from './core/upload.js'
import { CliError, parseOption } from './errors.js'
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
export type { ClientInfo } from './service/client.js'

// The SDK's warning about the version of Node is for developers.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** Connection settings. Those left out come from the environment and its configuration files. */
export interface ConnectOptions extends ConnectionOptions {
  /** Replaces `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Receives one line per request: method, URL, status and duration. Never a secret. */
  readonly log?: (line: string) => void
}

/** Conditions of a selection. An upload matches if all of them hold. Without any, every upload matches. */
export interface Conditions extends Omit<ConditionTexts, 'initiatedBefore' | 'initiatedAfter'> {
  /** A Date, RFC 3339 with a time zone, or `YYYY-MM-DD` for midnight in UTC. */
  readonly initiatedBefore?: Date | string
  readonly initiatedAfter?: Date | string
}

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

/** Types of the options of `connect`, as `typeof` returns them. */
const CONNECT_OPTIONS: Readonly<Record<keyof ConnectOptions, readonly string[]>> = {
  endpoint: ['string'],
  region: ['string'],
  addressing: ['string'],
  credentials: ['object', 'function'],
  profile: ['string'],
  s3cfg: ['string', 'boolean'],
  timeout: ['string'],
  allowHttp: ['boolean'],
  environment: ['object'],
  log: ['function'],
}

/** One that is misspelled, or null, would be ignored: the uploads of another account could be aborted. */
function assertConnectOptions(options: ConnectOptions): void {
  assertNames('option', Object.keys(CONNECT_OPTIONS), options)
  for (const [name, types] of Object.entries(CONNECT_OPTIONS)) {
    const value: unknown = options[name as keyof ConnectOptions]
    if (value !== undefined && (value === null || !types.includes(typeof value)))
      throw new CliError('usage', `${name} is no ${types.join(' or ')}.`)
  }
  const { s3cfg, addressing = 'path' } = options
  if ((s3cfg as unknown) === false) throw new CliError('usage', 's3cfg is false. Leave it out.')
  if (!ADDRESSINGS.includes(addressing)) throw new CliError('usage', `addressing is not ${ADDRESSINGS.join(' or ')}.`)
}

/** Each operation has its own signal, because Node warns about a leak if many requests listen to one. */
function withDefaults({ signal, progress = new Progress() }: Options): Required<Options> {
  const own = AbortSignal.any(signal ? [signal] : [])
  setMaxListeners(0, own)
  return { progress, signal: own }
}

/**
 * Parses conditions. One that is misspelled, undefined or of another type is refused, because it would match more
 * uploads than intended.
 * @throws CliError, usage.
 */
function parseConditions(conditions: Conditions): Selection {
  assertNames('condition', Object.keys(CONDITION_FLAGS), conditions)
  const texts: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(conditions)) texts[name] = parseCondition(name as ConditionName, value)
  return parseSelection(texts, (name, parser, text) => parseOption(name, parser)(text))
}

function parseCondition(name: ConditionName, value: unknown): string | string[] {
  const fail = (reason: string) => new CliError('usage', `${name} ${reason}`)
  if (value === undefined) throw fail('is undefined. Leave it out to match every upload.')
  if (isGlobCondition(name)) {
    const globs = Array.isArray(value) ? Array.from<unknown>(value) : []
    if (globs.length > 0 && globs.every(isString)) return globs
    throw fail("is no list of globs. Use one or more, such as ['tmp/**'].")
  }
  if (isString(value)) return value
  if (!name.startsWith('initiated')) throw fail('is no string.')
  if (!isDate(value)) throw fail('is no Date and no string.')
  if (Number.isNaN(value.getTime())) throw fail('is an invalid Date.')
  return value.toISOString()
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

/**
 * Checks that an argument is a plain object with only these names. Otherwise its conditions could be ignored.
 * @throws CliError, usage.
 */
function assertNames(kind: 'condition' | 'option', names: readonly string[], argument: object): void {
  if (!isPlainObject(argument)) throw new CliError('usage', `Invalid ${kind}s. Use an object literal.`)
  const unknown = Object.keys(argument).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new CliError('usage', `Unknown ${kind} ${unknown}. Use ${names.join(', ')}.`)
}

/** Returns true for an object literal, also of another realm, which has another Object.prototype. */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
