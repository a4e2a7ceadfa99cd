import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3'
import { readHttpDate } from '../core/instant.js'
import { type MalformedEntry, type Page, type Target, targetId, type Upload } from '../core/upload.js'
import { headersOfResponse } from '../s3/protocol.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { compareEncodings, decodedKey, detectEncoding, type KeyEncoding } from './key-encoding.js'
import { type S3Context, send } from './s3-context.js'

const PAGE_SIZE = 1000

export interface ListingOptions {
  /** Prefix for the server. The keys of the response must be tested too, see `matchesKey`. */
  readonly prefix?: string
  /** Maximum uploads per page [default: 1000]. */
  readonly pageSize?: number
}

interface PageRequest extends ListingOptions {
  /** Last upload of the page before. Its key and upload ID are the markers. */
  readonly after?: Target
  readonly encodingType: KeyEncoding
}

interface ParsedPage extends Page {
  readonly isTruncated: boolean
}

/**
 * Lists all uploads of a bucket, page by page, each once, or throws. It never returns a part that looks complete. The
 * next page is requested while the current one is in use.
 *
 * The markers are the key and upload ID of the last upload. Swift sends empty markers after a page of one upload, RGW
 * sends them raw beside encoded keys, and AWS encodes them.
 */
export class UploadListing {
  readonly #bucket: string
  readonly #context: S3Context
  #encoding: KeyEncoding | undefined

  constructor(bucket: string, context: S3Context) {
    this.#bucket = bucket
    this.#context = context
  }

  /** @throws RequestError, such as InvalidResponseError for pages that repeat. */
  async *pages(options: ListingOptions, signal: AbortSignal): AsyncGenerator<Page> {
    const stopped = new AbortController()
    const request: PageRequest = { ...options, encodingType: 'url' }
    let previous = new Set<string>()
    const visited = new Set<string>()
    const fetchPage = (after?: Target) =>
      this.#fetchPage({ ...request, ...(after && { after }) }, AbortSignal.any([signal, stopped.signal]))
    try {
      let fetching: Promise<ParsedPage> | undefined = fetchPage()
      while (fetching) {
        const { isTruncated, ...page }: ParsedPage = await fetching
        fetching = isTruncated ? fetchPage(nextMarker(page.uploads.at(-1), visited)) : undefined
        fetching?.catch(() => undefined) // The error is thrown when the page is awaited.
        const current = new Set<string>()
        yield { ...page, uploads: page.uploads.filter((upload) => isNew(upload, current, previous)) }
        previous = current
      }
    } finally {
      stopped.abort()
    }
  }

  async #fetchPage(request: PageRequest, signal: AbortSignal): Promise<ParsedPage> {
    const output = await this.#send(request, signal)
    const encoding = await this.#encodingOf(output, request, signal)
    const serverTime = readHttpDate(headersOfResponse(output).date)
    return {
      ...parseUploads(output.Uploads ?? [], encoding),
      isTruncated: output.IsTruncated === true,
      ...(serverTime !== undefined && { serverTime }),
    }
  }

  /** Requests an ambiguous page again without `encoding-type`, and compares the keys. */
  async #encodingOf(
    page: ListMultipartUploadsCommandOutput,
    request: PageRequest,
    signal: AbortSignal,
  ): Promise<KeyEncoding> {
    if (this.#encoding) return this.#encoding
    const detected = detectEncoding(page)
    if (detected === 'either') return 'none'
    this.#encoding =
      detected === 'ambiguous'
        ? compareEncodings(page, await this.#send({ ...request, encodingType: 'none' }, signal))
        : detected
    if (!this.#encoding) throw new InvalidResponseError('keys in an ambiguous encoding')
    return this.#encoding
  }

  /** Sends both markers: with the key alone, AWS skips the rest of its uploads, and RGW repeats them. */
  #send(
    { prefix, pageSize = PAGE_SIZE, after, encodingType }: PageRequest,
    signal: AbortSignal,
  ): Promise<ListMultipartUploadsCommandOutput> {
    const input = {
      Bucket: this.#bucket,
      MaxUploads: pageSize,
      ...(prefix && { Prefix: prefix }),
      ...(encodingType === 'url' && { EncodingType: 'url' as const }),
      ...(after && { KeyMarker: after.key, UploadIdMarker: after.uploadId }),
    }
    return send(this.#context, new ListMultipartUploadsCommand(input), signal)
  }
}

/** Adds an upload to its page. Returns false if it is already there, or on the page before. */
function isNew(upload: Upload, page: Set<string>, previous: Set<string>): boolean {
  const id = targetId(upload)
  const isKnown = page.has(id) || previous.has(id)
  page.add(id)
  return !isKnown
}

/** Returns the upload to continue after. It must differ from all earlier ones. */
function nextMarker(last: Upload | undefined, visited: Set<string>): Upload {
  if (!last) throw new InvalidResponseError('an empty page that is truncated')
  if (visited.has(targetId(last))) throw new InvalidResponseError('pages that repeat')
  visited.add(targetId(last))
  return last
}

function parseUploads(
  entries: readonly MultipartUpload[],
  encoding: KeyEncoding,
): Pick<Page, 'uploads' | 'malformedEntries'> {
  const uploads: Upload[] = []
  const malformedEntries: MalformedEntry[] = []
  for (const entry of entries) {
    const key = decodedKey(entry, encoding)
    if (!key) malformedEntries.push({ reason: 'no readable key' })
    else if (!entry.UploadId) malformedEntries.push({ key, reason: 'no upload ID' })
    else uploads.push(parseUpload(entry, { key, uploadId: entry.UploadId }))
  }
  return { uploads, malformedEntries }
}

function parseUpload(entry: MultipartUpload, { key, uploadId }: Target): Upload {
  const upload: { -readonly [Field in keyof Upload]: Upload[Field] } = { key, uploadId }
  const { Initiated, StorageClass, Owner, Initiator, ChecksumAlgorithm, ChecksumType } = entry
  if (Initiated) upload.initiated = Initiated.getTime()
  if (StorageClass) upload.storageClass = StorageClass
  if (Owner) upload.owner = Owner
  if (Initiator) upload.initiator = Initiator
  if (ChecksumAlgorithm) upload.checksumAlgorithm = ChecksumAlgorithm
  if (ChecksumType) upload.checksumType = ChecksumType
  return upload
}
