import { ListPartsCommand, type Part } from '@aws-sdk/client-s3'
import type { Duration } from '../core/time.js'
import { mapConcurrent } from '../core/map-concurrent.js'
import type { Failure } from '../core/outcome.js'
import type { Progress } from '../core/progress.js'
import { type Parts, type Target, targetId, type Upload } from '../core/upload.js'
import { toFailure } from '../s3/describe-error.js'
import { errorCodeOf, InvalidResponseError, isRequestError } from '../s3/request-error.js'
import { assertNamesUpload } from '../s3/request-guard.js'
import { requestContext, type S3Context, send } from './s3-context.js'

const CONCURRENCY = 32
const PAGE_SIZE = 1000
/** Failures without any success after which no more parts are requested. */
const MAX_FAILURES = 5

/**
 * Lists the parts of an upload and returns their totals. An upload has up to 10,000 parts, on pages of 1,000.
 *
 * @throws RequestError
 */
export async function listParts(
  bucket: string,
  target: Target,
  context: S3Context,
  signal: AbortSignal,
): Promise<Parts> {
  assertNamesUpload(target)
  const parts: Part[] = []
  for (let marker = 0; ;) {
    const input = {
      Bucket: bucket,
      Key: target.key,
      UploadId: target.uploadId,
      MaxParts: PAGE_SIZE,
      ...(marker > 0 && { PartNumberMarker: String(marker) }),
    }
    const page = await send(context, new ListPartsCommand(input), signal)
    parts.push(...(page.Parts ?? []))
    if (page.IsTruncated !== true) return totalsOf(parts)
    const last = Math.max(0, ...(page.Parts ?? []).map(({ PartNumber = 0 }) => PartNumber))
    if (last <= marker) throw new InvalidResponseError('pages of parts that repeat')
    marker = last
  }
}

/** A part without a readable time makes the time unknown: an upload that may be in progress must not look idle. */
function totalsOf(parts: readonly Part[]): Parts {
  const lastModified = Math.max(...parts.map(({ LastModified }) => LastModified?.getTime() ?? NaN))
  return {
    count: parts.length,
    bytes: parts.reduce((sum, { Size = 0 }) => sum + Size, 0),
    ...(Number.isFinite(lastModified) && { lastModified }),
  }
}

export interface PartsFetcherOptions {
  readonly bucket: string
  readonly context: S3Context
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Failures without any success after which no more parts are requested [default: 5]. */
  readonly maxFailures?: number
  /** Replaces the signal, and fires earlier. After it, uploads keep their parts undefined. */
  readonly deadline?: AbortSignal
}

/** Adds parts to uploads. Parts that cannot be listed are `'unknown'`, never empty, and do not stop the others. */
export class PartsFetcher {
  /** First failure. */
  failure: Failure | undefined
  readonly #options: PartsFetcherOptions
  readonly #gone = new Set<string>()
  #failures = 0
  #successes = 0

  constructor(options: PartsFetcherOptions) {
    this.#options = options
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
    const { bucket, context, progress, signal, deadline, maxFailures = MAX_FAILURES } = this.#options
    if (deadline?.aborted) return upload
    if (this.#successes === 0 && this.#failures >= maxFailures) return { ...upload, parts: 'unknown' }
    try {
      const parts = await listParts(bucket, upload, context, deadline ?? signal)
      this.#successes++
      return { ...upload, parts }
    } catch (error) {
      if (deadline?.aborted && !signal.aborted) return upload
      if (!isRequestError(error)) throw error
      if (errorCodeOf(error) === 'NoSuchUpload') this.#gone.add(targetId(upload))
      else this.failure ??= toFailure(error, requestContext(context, 'list-parts', bucket))
      this.#failures++
      return { ...upload, parts: 'unknown' }
    } finally {
      progress.partsListed++
    }
  }
}

export interface AddPartsOptions extends Pick<PartsFetcherOptions, 'progress' | 'signal'> {
  readonly timeLimit: Duration
}

/** Uploads with their parts, as far as they could be listed in the time. */
export interface AddedParts {
  readonly uploads: readonly Upload[]
  readonly failure: Failure | undefined
}

/** Adds parts to a few uploads within a time limit. The first failure ends it. */
export async function addParts(
  uploads: readonly Upload[],
  { timeLimit, ...options }: AddPartsOptions & Pick<PartsFetcherOptions, 'bucket' | 'context'>,
): Promise<AddedParts> {
  const deadline = new AbortController()
  const stop = () => {
    deadline.abort()
  }
  const timer = setTimeout(stop, timeLimit)
  options.signal.addEventListener('abort', stop)
  try {
    const fetcher = new PartsFetcher({ ...options, maxFailures: 1, deadline: deadline.signal })
    const withParts = await fetcher.addParts(uploads)
    return { uploads: fetcher.withoutGone(withParts), failure: fetcher.failure }
  } finally {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', stop)
  }
}
