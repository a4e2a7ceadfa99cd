import type { ListMultipartUploadsOutput, MultipartUpload, Owner } from '@aws-sdk/client-s3'
import { readInstant } from '../core/time.js'
import { InvalidResponseError } from './request-error.js'
import type { S3Request } from './s3-request.js'
import { textAt, type XmlElement } from './xml.js'

/** Parameters that a response repeats, by element name. The name of the bucket is in the address. */
const ECHOED = new Map([
  ['Prefix', 'prefix'],
  ['KeyMarker', 'key-marker'],
  ['UploadIdMarker', 'upload-id-marker'],
  ['Delimiter', 'delimiter'],
])
/** Elements that are only in an upload, or in a response to a request with a delimiter. */
const UNEXPECTED = ['Upload', 'Key', 'UploadId', 'CommonPrefixes']

/** Fields of an upload whose value is a text. */
const TEXT_FIELDS = new Set(['Key', 'UploadId', 'StorageClass', 'ChecksumAlgorithm', 'ChecksumType'])

/**
 * Reads a page of incomplete uploads. Keys are not decoded yet. Bucket and IsTruncated must be present: without them,
 * a response to another request would look like an empty listing, and buckets are deleted because of those. See
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 *
 * @throws InvalidResponseError
 */
export function readUploads(root: XmlElement, { query, endpoint }: S3Request): ListMultipartUploadsOutput {
  const { fields, entries } = readListing(root, 'Upload', UNEXPECTED)
  const uploads: MultipartUpload[] = []
  for (const entry of entries) uploads.push(readUpload(entry, uploads.at(-1)))
  if (fields.get('Bucket') !== endpoint.bucket) throw new InvalidResponseError('a listing of another bucket')
  for (const [name, parameter] of ECHOED) {
    if (!isEcho(fields.get(name) ?? '', String(query[parameter] ?? '')))
      throw new InvalidResponseError(`a listing with another ${name}`)
  }
  return {
    Bucket: endpoint.bucket,
    IsTruncated: readIsTruncated(fields.get('IsTruncated')),
    MaxUploads: readMaxUploads(fields.get('MaxUploads')),
    EncodingType: fields.get('EncodingType') === 'url' ? 'url' : undefined,
    NextKeyMarker: fields.get('NextKeyMarker'),
    NextUploadIdMarker: fields.get('NextUploadIdMarker'),
    Uploads: uploads,
  }
}

/** Splits a listing into its entries and the text of its other fields, which must not hide an entry. */
export function readListing(root: XmlElement, entryName: string, unexpected: readonly string[]) {
  const entries: XmlElement[] = []
  const fields = new Map<string, string>()
  for (const element of root.children) {
    const { name, text } = element
    if (name === entryName) {
      entries.push(element)
    } else {
      assertNone(element, unexpected)
      if (fields.has(name)) throw new InvalidResponseError(`a listing with two ${name} elements`)
      fields.set(name, text)
    }
  }
  return { entries, fields }
}

/** Servers may add elements, but an entry inside of one would be missed. */
function assertNone({ name, children }: XmlElement, unexpected: readonly string[]): void {
  if (unexpected.includes(name)) throw new InvalidResponseError(`a listing with the unexpected element ${name}`)
  for (const child of children) assertNone(child, unexpected)
}

/** Reads IsTruncated, which must be present: without it, a part of a listing would look complete. */
export function readIsTruncated(text: string | undefined): boolean {
  const value = text?.toLowerCase()
  if (value !== 'true' && value !== 'false') throw new InvalidResponseError('a listing without IsTruncated')
  return value === 'true'
}

function readMaxUploads(text = ''): number | undefined {
  if (!/^\d{1,9}$/.test(text)) return undefined
  if (Number(text) === 0) throw new InvalidResponseError('a listing with MaxUploads 0')
  return Number(text)
}

/** Servers repeat a parameter as it is, or percent-encoded under `encoding-type=url`. */
function isEcho(echo: string, sent: string): boolean {
  if (echo === '' || echo === sent) return true
  try {
    return decodeURIComponent(echo) === sent || decodeURIComponent(echo.replaceAll('+', ' ')) === sent
  } catch {
    return false
  }
}

/** A page usually has one owner, whose object the uploads share. An unreadable time leaves out Initiated. */
function readUpload({ children }: XmlElement, before: MultipartUpload | undefined): MultipartUpload {
  const upload: Record<string, string | Date | Owner | undefined> = {}
  for (const element of children) {
    const { name, text } = element
    for (const child of element.children) assertNone(child, UNEXPECTED)
    if (Object.hasOwn(upload, name)) throw new InvalidResponseError(`an upload with two ${name} elements`)
    if (TEXT_FIELDS.has(name)) upload[name] = copyOf(text)
    else if (name === 'Initiated') upload[name] = readDate(text)
    else if (name === 'Owner' || name === 'Initiator') upload[name] = readPrincipal(element, before?.[name])
  }
  return upload
}

function readPrincipal(element: XmlElement, before: Owner | undefined): Owner {
  const [id, displayName] = [textAt(element, 'ID'), textAt(element, 'DisplayName')]
  if (before && before.ID === id && before.DisplayName === displayName) return before
  return { ID: id && copyOf(id), DisplayName: displayName && copyOf(displayName) }
}

/** Returns undefined for a time that is not readable. */
export function readDate(text: string | undefined): Date | undefined {
  const instant = readInstant(text ?? '')
  return instant === undefined ? undefined : new Date(instant)
}

/** Copies a text, because a slice would keep the whole page in memory. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1)
}
