import { ListPartsCommand, type Part } from '@aws-sdk/client-s3'
import { mapConcurrent } from '../core/map-concurrent.js'
import type { Failure } from '../core/outcome.js'
import type { Progress } from '../core/progress.js'
import type { Parts, Target, Upload } from '../core/upload.js'
import { toFailure } from '../s3/describe-error.js'
import { InvalidResponseError, isRequestError } from '../s3/request-error.js'
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
}

/** Adds parts to uploads. Parts that cannot be listed are `'unknown'`, never empty, and do not stop the others. */
export class PartsFetcher {
  /** First failure. */
  failure: Failure | undefined
  readonly #options: PartsFetcherOptions
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

  async #addParts(upload: Upload): Promise<Upload> {
    if (this.#successes === 0 && this.#failures >= MAX_FAILURES) return { ...upload, parts: 'unknown' }
    const { bucket, context, progress, signal } = this.#options
    try {
      const parts = await listParts(bucket, upload, context, signal)
      this.#successes++
      return { ...upload, parts }
    } catch (error) {
      if (!isRequestError(error)) throw error
      this.#failures++
      this.failure ??= toFailure(error, requestContext(context, 'list-parts', bucket))
      return { ...upload, parts: 'unknown' }
    } finally {
      progress.partsListed++
    }
  }
}
