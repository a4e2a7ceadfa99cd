import { type Elements, error, type Response, xml } from './responses.js'
import type { StoredBucket, StoredUpload } from './stored-bucket.js'

/**
 * Lists incomplete uploads as Ceph RGW 16.2.15 does, the server closest to CoreWeave: in the order of key, period and
 * upload ID. Prefix and markers are compared with this text too.
 */
export function listUploads(name: string, { uploads }: StoredBucket, query: URLSearchParams): Response {
  const size = Math.min(Number(query.get('max-uploads') ?? 1000), 1000)
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
