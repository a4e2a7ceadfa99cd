import { type Elements, error, type Request, type Response, xml } from './responses.js'
import type { StoredBucket, StoredUpload } from './stored-bucket.js'

/** Maximum number of uploads or parts in a page, as in S3. */
const PAGE_SIZE = 1000

export function handleRequest(request: Request, buckets: ReadonlyMap<string, StoredBucket>, now: number): Response {
  if (request.bucket === '') {
    const Bucket = Array.from(buckets.keys(), (Name) => ({ Name }))
    return xml('ListAllMyBucketsResult', { Owner: { ID: 'sandbox' }, Buckets: { Bucket } })
  }
  const bucket = buckets.get(request.bucket)
  if (!bucket) return error(404, 'NoSuchBucket')
  const response = request.key === '' ? onBucket(bucket, request) : onKey(bucket, request, now)
  return response ?? error(501, 'NotImplemented')
}

/** Reads the bucket, which has no objects, and stores lifecycle rules. Returns undefined for any other request. */
function onBucket(bucket: StoredBucket, { method, bucket: name, query, body }: Request): Response | undefined {
  const emptyList = { Name: name, IsTruncated: false }
  if (method === 'HEAD') return { status: 200 }
  if (method === 'GET' && query.has('uploads')) return listUploads(name, bucket, query)
  if (method === 'GET' && query.has('list-type')) return xml('ListBucketResult', emptyList)
  if (method === 'GET' && query.has('versions')) return xml('ListVersionsResult', emptyList)
  if (method === 'GET' && query.has('lifecycle')) {
    if (bucket.lifecycle === undefined) return error(404, 'NoSuchLifecycleConfiguration')
    return { status: 200, body: bucket.lifecycle }
  }
  if (method === 'PUT' && query.has('lifecycle')) {
    bucket.lifecycle = body.toString('utf8')
    return { status: 200 }
  }
  return undefined
}

/** Handles uploads and their parts. Without an upload ID, an abort would delete an object: that is not implemented. */
function onKey(bucket: StoredBucket, request: Request, now: number): Response | undefined {
  const { method, bucket: name, key, query } = request
  if (method === 'POST' && query.has('uploads')) {
    const { uploadId } = bucket.addUpload(key, now)
    return xml('InitiateMultipartUploadResult', { Bucket: name, Key: key, UploadId: uploadId })
  }
  const uploadId = query.get('uploadId')
  if (!uploadId) return method === 'GET' || method === 'HEAD' ? error(404, 'NoSuchKey') : undefined
  const upload = bucket.uploads.get(uploadId)
  if (upload?.key !== key) return error(404, 'NoSuchUpload')
  if (method === 'PUT') return putPart(upload, request, now)
  if (method === 'GET') return listParts(name, upload, query)
  if (method !== 'DELETE') return undefined
  bucket.uploads.delete(uploadId)
  return { status: 204 }
}

function putPart({ parts }: StoredUpload, { query, body }: Request, now: number): Response {
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1) return error(400, 'InvalidArgument')
  parts.set(number, { size: body.length, modified: now })
  return { status: 200, headers: { etag: '"0"' } }
}

function listParts(name: string, { key, uploadId, parts }: StoredUpload, query: URLSearchParams): Response {
  const after = Number(query.get('part-number-marker') ?? 0)
  const found = [...parts].filter(([number]) => number > after).sort(([a], [b]) => a - b)
  const page = found.slice(0, Math.min(Number(query.get('max-parts') ?? PAGE_SIZE), PAGE_SIZE))
  return xml('ListPartsResult', {
    Bucket: name,
    Key: key,
    UploadId: uploadId,
    NextPartNumberMarker: page.at(-1)?.[0] ?? 0,
    IsTruncated: page.length < found.length,
    Part: page.map(([PartNumber, { size, modified }]) => {
      return { PartNumber, LastModified: new Date(modified).toISOString(), ETag: '"0"', Size: size }
    }),
  })
}

/**
 * Lists incomplete uploads as Ceph RGW 16.2.15 does, the server closest to CoreWeave: in the order of key, period and
 * upload ID. Prefix and markers are compared with this text too.
 */
function listUploads(name: string, { uploads }: StoredBucket, query: URLSearchParams): Response {
  const size = Math.min(Number(query.get('max-uploads') ?? PAGE_SIZE), PAGE_SIZE)
  if (!Number.isInteger(size) || size < 0) return error(400, 'InvalidArgument')
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker')
  // An upload ID marker without a key marker is ignored, as AWS documents.
  const after = keyMarker ? `${keyMarker}.${query.get('upload-id-marker') ?? ''}` : ''
  const found = Array.from(uploads.values(), (upload) => ({ upload, rank: `${upload.key}.${upload.uploadId}` }))
    .filter(({ rank }) => rank > after && rank.startsWith(prefix))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
  const page = found.slice(0, size).map(({ upload }) => upload)
  const encode = query.get('encoding-type') === 'url' ? encodeKey : undefined
  return xml('ListMultipartUploadsResult', {
    Bucket: name,
    Prefix: prefix,
    NextKeyMarker: page.at(-1)?.key,
    NextUploadIdMarker: page.at(-1)?.uploadId,
    MaxUploads: size,
    IsTruncated: found.length > size,
    Upload: page.map((upload) => describeUpload(upload, encode)),
  })
}

export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/')
}

export function describeUpload({ key, uploadId, initiated }: StoredUpload, encode = (text: string) => text): Elements {
  const Owner = { ID: 'sandbox', DisplayName: 'sandbox' }
  const Initiated = new Date(initiated).toISOString()
  return { Key: encode(key), UploadId: uploadId, Initiator: Owner, Owner, StorageClass: 'STANDARD', Initiated }
}
