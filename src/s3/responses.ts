import type {
  ListBucketsOutput,
  ListObjectsV2Output,
  ListObjectVersionsOutput,
  ListPartsOutput,
} from '@aws-sdk/client-s3'
import { readLifecycleConfiguration } from './lifecycle-response.js'
import { InvalidResponseError } from './request-error.js'
import type { S3Request } from './s3-request.js'
import { readDate, readIsTruncated, readListing, readUploads } from './uploads-response.js'
import { textAt, type XmlElement } from './xml.js'

const READERS = new Map<string, { root: string; read: (root: XmlElement, request: S3Request) => object }>([
  ['ListMultipartUploads', { root: 'ListMultipartUploadsResult', read: readUploads }],
  ['ListParts', { root: 'ListPartsResult', read: readParts }],
  ['ListBuckets', { root: 'ListAllMyBucketsResult', read: readBuckets }],
  ['ListObjectsV2', { root: 'ListBucketResult', read: readObjects }],
  ['ListObjectVersions', { root: 'ListVersionsResult', read: readVersions }],
  ['GetBucketLifecycleConfiguration', { root: 'LifecycleConfiguration', read: readLifecycleConfiguration }],
])

/** Reads a document as the output of an SDK command. @throws InvalidResponseError if it responds to another request. */
export function readOutput(operation: string, root: XmlElement, request: S3Request): object {
  const reader = READERS.get(operation)
  if (!reader) throw new TypeError(`no reader for ${operation}`)
  if (root.name !== reader.root) throw new InvalidResponseError(`a ${root.name} document`)
  return reader.read(root, request)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
function readParts(root: XmlElement, { query }: S3Request): ListPartsOutput {
  const { fields, entries } = readListing(root, 'Part', ['Part', 'PartNumber'])
  if (fields.get('UploadId') !== query['uploadId']) throw new InvalidResponseError('the parts of another upload')
  return { IsTruncated: readIsTruncated(fields.get('IsTruncated')), Parts: entries.map(readPart) }
}

function readPart(element: XmlElement) {
  const LastModified = readDate(textAt(element, 'LastModified'))
  return { PartNumber: wholeNumberAt(element, 'PartNumber'), Size: wholeNumberAt(element, 'Size'), LastModified }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
function readBuckets(root: XmlElement): ListBucketsOutput {
  const { fields, entries } = readListing(root, 'Buckets', ['Bucket', 'Name'])
  const [buckets, ...others] = entries
  if (!buckets || others.length > 0) throw new InvalidResponseError('a list of buckets without one Buckets element')
  const token = fields.get('ContinuationToken')
  if (fields.get('IsTruncated')?.toLowerCase() === 'true' && !token)
    throw new InvalidResponseError('a truncated list of buckets without ContinuationToken')
  return { Buckets: buckets.children.map(readBucket), ...(token && { ContinuationToken: token }) }
}

function readBucket({ name, children }: XmlElement) {
  const names = children.filter((child) => child.name === 'Name')
  const Name = names[0]?.text
  if (name !== 'Bucket' || names.length !== 1 || !Name) throw new InvalidResponseError('a bucket without one name')
  return { Name }
}

function wholeNumberAt(element: XmlElement, name: string): number {
  const text = textAt(element, name) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw new InvalidResponseError(`a part without a valid ${name}`)
  return Number(text)
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function readObjects(root: XmlElement, request: S3Request): ListObjectsV2Output {
  return { Contents: readKeys(root, ['Contents'], request) }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
function readVersions(root: XmlElement, request: S3Request): ListObjectVersionsOutput {
  return { Versions: readKeys(root, ['Version', 'DeleteMarker'], request) }
}

/**
 * Reads the keys of a page. An empty page must be complete and of this bucket, and must hold no other element with
 * children: buckets are deleted because of it.
 */
function readKeys(root: XmlElement, entryNames: readonly string[], { endpoint }: S3Request) {
  const entries = root.children.filter(({ name }) => entryNames.includes(name))
  const keys = entries.map((entry) => ({ Key: textAt(entry, 'Key') }))
  if (keys.some(({ Key }) => Key === undefined)) throw new InvalidResponseError('an entry without a Key')
  if (keys.length > 0) return keys
  if (textAt(root, 'Name') !== endpoint.bucket) throw new InvalidResponseError('a listing of another bucket')
  const hasOthers = root.children.some(({ children }) => children.length > 0)
  if (hasOthers || readIsTruncated(textAt(root, 'IsTruncated')) || Number(textAt(root, 'KeyCount') ?? 0) > 0)
    throw new InvalidResponseError('an empty page that is not complete')
  return []
}
