import type { IncomingHttpHeaders } from 'node:http'
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput as Output,
  type MultipartUpload,
} from '@aws-sdk/client-s3'
import { readHttpDate } from '../core/time.js'
import type { MalformedEntry, Page, Target, Upload } from '../core/upload.js'
import { headersOfResponse } from '../s3/protocol.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { type BucketContext, send } from './s3-context.js'

/** Position to continue after. Without an upload ID, all uploads of the key are skipped. */
export type Marker = Pick<Target, 'key'> & Partial<Target>

export interface ListedPage extends Pick<Page, 'uploads' | 'malformedEntries' | 'serverTime'> {
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
  readonly #context: BucketContext
  readonly #pageSize: number
  #encoding: KeyEncoding | undefined

  constructor(context: BucketContext, pageSize: number) {
    this.#context = context
    this.#pageSize = pageSize
  }

  /** @throws RequestError */
  async read(prefix: string, after: Marker | undefined, signal: AbortSignal): Promise<ListedPage> {
    const input = {
      Bucket: this.#context.bucket,
      MaxUploads: this.#pageSize,
      ...(prefix && { Prefix: prefix }),
      // Both markers: with the key alone, AWS skips the rest of its uploads, and RGW repeats them.
      KeyMarker: after?.key,
      UploadIdMarker: after?.uploadId,
    }
    const output = await send(this.#context, new ListMultipartUploadsCommand({ ...input, EncodingType: 'url' }), signal)
    const sendPlain = () => send(this.#context, new ListMultipartUploadsCommand(input), signal)
    const encoding = await this.#encodingOf(output, sendPlain)
    const nextKey = await nextKeyOf(output, sendPlain)
    const headers = headersOfResponse(output)
    const serverTime = readHttpDate(headers.date)
    const { Uploads = [], MaxUploads, IsTruncated, NextUploadIdMarker } = output
    return {
      ...parseUploads(Uploads, encoding),
      isTruncated: IsTruncated === true,
      isFull: Uploads.length === this.#pageSize || Uploads.length === MaxUploads,
      isFromMinio: isMinio(headers),
      ...(nextKey && { nextMarker: { key: nextKey, ...(NextUploadIdMarker && { uploadId: NextUploadIdMarker }) } }),
      ...(serverTime !== undefined && { serverTime }),
    }
  }

  /** Requests an ambiguous page again without `encoding-type`, and compares the keys. */
  async #encodingOf(page: Output, sendPlain: () => Promise<Output>): Promise<KeyEncoding> {
    if (this.#encoding) return this.#encoding
    const detected = detectEncoding(page)
    if (detected === 'either') return 'none'
    this.#encoding = detected === 'ambiguous' ? compareEncodings(page, await sendPlain()) : detected
    if (!this.#encoding) throw new InvalidResponseError('keys in an ambiguous encoding')
    return this.#encoding
  }
}

/**
 * Returns the key of the next marker, if there is no upload to continue after. RGW and Swift return it raw beside
 * encoded keys, AWS encodes it. An ambiguous one is requested again without `encoding-type`.
 */
async function nextKeyOf(page: Output, sendPlain: () => Promise<Output>): Promise<string | undefined> {
  const { Uploads = [], IsTruncated, NextKeyMarker = '' } = page
  if (!IsTruncated || Uploads.length > 0 || !isAmbiguous(NextKeyMarker)) return NextKeyMarker
  return (await sendPlain()).NextKeyMarker
}

function isMinio(headers: IncomingHttpHeaders): boolean {
  const { server = '' } = headers as { readonly server?: string }
  return /^minio\b/i.test(server) || Object.keys(headers).some((name) => name.startsWith('x-minio-'))
}

function parseUploads(entries: readonly MultipartUpload[], encoding: KeyEncoding) {
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

/**
 * Encoding of keys after a request with `encoding-type=url`. AWS and Swift name it in EncodingType, RGW encodes without
 * naming it, and others ignore the parameter. Evidence decides, because a wrong guess would abort another key.
 */
export type KeyEncoding = 'url' | 'none'

type EncodedPage = Pick<Output, 'EncodingType' | 'Uploads'>

/** Characters that every percent-encoder escapes, and a percent sign that starts no escape. */
const NEVER_IN_ENCODED = /[\p{Cc} "<>\\^`{|}]|\P{ASCII}|%(?![0-9a-fA-F]{2})/u

/** Returns `ambiguous` if both encodings decode to different keys, `either` if both decode to the same. */
export function detectEncoding({ EncodingType, Uploads = [] }: EncodedPage): KeyEncoding | 'ambiguous' | 'either' {
  if (EncodingType === 'url') return 'url'
  if (Uploads.some(({ Key = '' }) => NEVER_IN_ENCODED.test(Key))) return 'none'
  return Uploads.some(({ Key = '' }) => isAmbiguous(Key)) ? 'ambiguous' : 'either'
}

/** Compares a page with the same page requested without `encoding-type`. Undefined if that does not decide it. */
export function compareEncodings(page: EncodedPage, plainPage: EncodedPage): KeyEncoding | undefined {
  const plainKeys = new Map(plainPage.Uploads?.map(({ UploadId, Key }) => [UploadId, Key]))
  const encodings = new Set<KeyEncoding>()
  for (const { Key = '', UploadId } of page.Uploads ?? []) {
    const plainKey = plainKeys.get(UploadId)
    if (!isAmbiguous(Key) || plainKey === undefined) continue
    if (plainKey === Key) encodings.add('none')
    else if (plainKey === decode(Key)) encodings.add('url')
    else return undefined
  }
  return encodings.size === 1 ? [...encodings][0] : undefined
}

export function decodedKey({ Key }: MultipartUpload, encoding: KeyEncoding): string | undefined {
  return Key === undefined || encoding === 'none' ? Key : decode(Key)
}

function isAmbiguous(key: string): boolean {
  return key.includes('%') || key.includes('+')
}

/** Returns undefined if the key is not encoded. AWS encodes a space as `+`. All servers encode a plus sign as `%2B`. */
function decode(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
