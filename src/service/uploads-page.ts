import type { IncomingHttpHeaders } from 'node:http'
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3'
import { type Instant, readHttpDate } from '../core/time.js'
import type { MalformedEntry, Target, Upload } from '../core/upload.js'
import { headersOfResponse } from '../s3/protocol.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { compareEncodings, decodedKey, detectEncoding, isAmbiguous, type KeyEncoding } from './key-encoding.js'
import { type S3Context, send } from './s3-context.js'

export interface PageRequest {
  readonly prefix?: string
  readonly pageSize: number
  /** Position to continue after: an upload, or the marker of a page without uploads. */
  readonly after?: Marker
}

/** Without an upload ID, all uploads of the key are skipped. */
export type Marker = Pick<Target, 'key'> & Partial<Target>

/** Response to one request of a listing. */
export interface ListedPage {
  readonly uploads: readonly Upload[]
  readonly malformedEntries: readonly MalformedEntry[]
  readonly serverTime?: Instant
  readonly isTruncated: boolean
  /** True if it has exactly as many entries as requested, or as its MaxUploads allows. */
  readonly isFull: boolean
  /** Marker that the server returned. It is used only if there is no upload to continue after. */
  readonly nextMarker?: Marker
  /** True if MinIO sent it: see `UploadListing`. */
  readonly isFromMinio: boolean
}

/** Requests pages of uploads, and decodes their keys. */
export class PageReader {
  readonly #bucket: string
  readonly #context: S3Context
  #encoding: KeyEncoding | undefined

  constructor(bucket: string, context: S3Context) {
    this.#bucket = bucket
    this.#context = context
  }

  /** @throws RequestError */
  async read(request: PageRequest, signal: AbortSignal): Promise<ListedPage> {
    const output = await this.#send(request, signal, 'url')
    const encoding = await this.#encodingOf(output, request, signal)
    const headers = headersOfResponse(output)
    const serverTime = readHttpDate(headers.date)
    const { Uploads = [], MaxUploads, IsTruncated, NextUploadIdMarker } = output
    const nextKey = await this.#nextKeyOf(output, request, signal)
    return {
      ...parseUploads(Uploads, encoding),
      isTruncated: IsTruncated === true,
      isFull: Uploads.length === request.pageSize || Uploads.length === MaxUploads,
      isFromMinio: isMinio(headers),
      ...(nextKey && {
        nextMarker: { key: nextKey, ...(NextUploadIdMarker && { uploadId: NextUploadIdMarker }) },
      }),
      ...(serverTime !== undefined && { serverTime }),
    }
  }

  /**
   * Returns the key of the next marker, if there is no upload to continue after. RGW and Swift return it raw beside
   * encoded keys, AWS encodes it. An ambiguous one is requested again without `encoding-type`.
   */
  async #nextKeyOf(
    { Uploads = [], IsTruncated, NextKeyMarker = '' }: ListMultipartUploadsCommandOutput,
    request: PageRequest,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (!IsTruncated || Uploads.length > 0 || !isAmbiguous(NextKeyMarker)) return NextKeyMarker
    return (await this.#send(request, signal, 'none')).NextKeyMarker
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
      detected === 'ambiguous' ? compareEncodings(page, await this.#send(request, signal, 'none')) : detected
    if (!this.#encoding) throw new InvalidResponseError('keys in an ambiguous encoding')
    return this.#encoding
  }

  /** Sends both markers: with the key alone, AWS skips the rest of its uploads, and RGW repeats them. */
  #send(
    { prefix, pageSize, after }: PageRequest,
    signal: AbortSignal,
    encoding: KeyEncoding,
  ): Promise<ListMultipartUploadsCommandOutput> {
    const input = {
      Bucket: this.#bucket,
      MaxUploads: pageSize,
      ...(prefix && { Prefix: prefix }),
      ...(encoding === 'url' && { EncodingType: 'url' as const }),
      ...(after && { KeyMarker: after.key }),
      ...(after?.uploadId !== undefined && { UploadIdMarker: after.uploadId }),
    }
    return send(this.#context, new ListMultipartUploadsCommand(input), signal)
  }
}

function isMinio(headers: IncomingHttpHeaders): boolean {
  const { server = '' } = headers as { readonly server?: string }
  return /^minio\b/i.test(server) || Object.keys(headers).some((name) => name.startsWith('x-minio-'))
}

function parseUploads(
  entries: readonly MultipartUpload[],
  encoding: KeyEncoding,
): Pick<ListedPage, 'uploads' | 'malformedEntries'> {
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
