import { ListPartsCommand, type Part } from '@aws-sdk/client-s3'
import { mapConcurrent, signalWithin } from '../core/concurrency.js'
import type { Failure } from '../core/outcome.js'
import type { OperationOptions } from '../core/progress.js'
import type { Duration } from '../core/time.js'
import { type Parts, type Target, targetId, type Upload } from '../core/upload.js'
import { toFailure } from '../s3/describe-error.js'
import { errorCodeOf, InvalidResponseError, isRequestError } from '../s3/request-error.js'
import { assertNamesUpload } from '../s3/request-guard.js'
import { type BucketContext, send } from './s3-context.js'

const CONCURRENCY = 32
const PAGE_SIZE = 1000
/** Failures without any success after which no more parts are requested. */
const MAX_FAILURES = 5

/** Returns the totals of the parts of an upload, up to 10,000 on pages of 1,000. @throws RequestError */
export async function listParts(target: Target, context: BucketContext, signal: AbortSignal): Promise<Parts> {
  assertNamesUpload(target)
  const { key: Key, uploadId: UploadId } = target
  const parts: Part[] = []
  for (let marker = 0; ;) {
    const PartNumberMarker = marker > 0 ? String(marker) : undefined
    const input = { Bucket: context.bucket, Key, UploadId, MaxParts: PAGE_SIZE, PartNumberMarker }
    const { Parts = [], IsTruncated } = await send(context, new ListPartsCommand(input), signal)
    for (const part of Parts) parts.push(part)
    if (IsTruncated !== true) return totalsOf(parts)
    const last = Parts.reduce((most, { PartNumber = 0 }) => Math.max(most, PartNumber), 0)
    if (last <= marker) throw new InvalidResponseError('pages of parts that repeat')
    marker = last
  }
}

/** A part without a readable time makes the time unknown: an upload that may be in progress must not look idle. */
function totalsOf(parts: readonly Part[]): Parts {
  const bytes = parts.reduce((sum, { Size = 0 }) => sum + Size, 0)
  const times = parts.map(({ LastModified }) => LastModified?.getTime() ?? NaN)
  const lastModified = times.reduce((latest, time) => Math.max(latest, time), -Infinity)
  return { count: parts.length, bytes, ...(Number.isFinite(lastModified) && { lastModified }) }
}

export interface PartsOptions extends OperationOptions {
  /** Time after which uploads keep their parts undefined. With it, the first failure ends the fetching too. */
  readonly timeLimit?: Duration
}

/** Adds parts to uploads. Parts that cannot be listed are `'unknown'`, never empty, and do not stop the others. */
export class PartsFetcher {
  /** First failure. */
  failure: Failure | undefined
  readonly #context: BucketContext
  readonly #options: PartsOptions
  /** Signal of the requests. It fires at the time limit too. */
  readonly #ended: AbortSignal
  readonly #gone = new Set<string>()
  #failures = 0
  #successes = 0

  constructor(context: BucketContext, options: PartsOptions) {
    this.#context = context
    this.#options = options
    const { signal, timeLimit } = options
    this.#ended = timeLimit === undefined ? signal : signalWithin(timeLimit, signal)
  }

  #isOutOfTime(): boolean {
    return this.#ended.aborted && !this.#options.signal.aborted
  }

  /** Returns the uploads in the same order, with their parts. */
  async addParts(uploads: readonly Upload[]): Promise<Upload[]> {
    const withParts: Upload[] = []
    for await (const upload of mapConcurrent(uploads, CONCURRENCY, (each) => this.#addParts(each)))
      withParts.push(upload)
    return withParts
  }

  /** Returns the uploads that were not aborted or completed since they were listed. */
  withoutGone(uploads: readonly Upload[]): Upload[] {
    // A server that finds no upload at all does not implement ListParts as it should.
    if (this.#successes === 0) return [...uploads]
    return uploads.filter((upload) => !this.#gone.has(targetId(upload)))
  }

  async #addParts(upload: Upload): Promise<Upload> {
    const { progress, timeLimit } = this.#options
    const maxFailures = timeLimit === undefined ? MAX_FAILURES : 1
    if (this.#isOutOfTime()) return upload
    if (this.#successes === 0 && this.#failures >= maxFailures) return { ...upload, parts: 'unknown' }
    try {
      const parts = await listParts(upload, this.#context, this.#ended)
      this.#successes++
      return { ...upload, parts }
    } catch (error) {
      if (this.#isOutOfTime()) return upload
      if (!isRequestError(error)) throw error
      if (errorCodeOf(error) === 'NoSuchUpload') this.#gone.add(targetId(upload))
      else this.failure ??= toFailure(error, { operation: 'list-parts', ...this.#context })
      this.#failures++
      return { ...upload, parts: 'unknown' }
    } finally {
      progress.partsListed++
    }
  }
}
