import { type Answer, element, error, xml } from './answers.js'
import type { StoredBucket, StoredUpload } from './contents.js'
import type { Manner } from './manners.js'

/** ListMultipartUploads, in one of the manners in which stores do it. */
export function listUploads(
  bucket: StoredBucket,
  query: URLSearchParams,
  { manner, pageSize }: { manner: Manner; pageSize: number },
): Answer {
  const asked = Number(query.get('max-uploads') ?? pageSize)
  if (!Number.isInteger(asked) || asked < 0) return error(400, 'InvalidArgument')
  const size = Math.min(asked, pageSize)
  const prefix = query.get('prefix') ?? ''
  const page = uploadsOfPage(bucket, manner, { prefix, after: rankOfMarkers(query, manner), size: size + 1 })
  const isTruncated = page.length > size
  const uploads = page.slice(0, size)
  const last = manner.forgetsMarkersOfOne && uploads.length === 1 ? undefined : uploads.at(-1)
  const encode = query.get('encoding-type') === 'url' ? manner.encodeKey : undefined
  const encodeMarker = manner.encodesMarkers ? encode : undefined
  return xml(
    'ListMultipartUploadsResult',
    element('Bucket', bucket.name) +
      element('Prefix', prefix) +
      element('NextKeyMarker', last && (encodeMarker?.(last.key) ?? last.key)) +
      element('NextUploadIdMarker', last?.uploadId) +
      element('MaxUploads', size) +
      element('EncodingType', encode && manner.echoesEncodingType ? 'url' : undefined) +
      element('IsTruncated', isTruncated) +
      uploads.map((upload) => entry(upload, encode)).join(''),
  )
}

function uploadsOfPage(
  bucket: StoredBucket,
  manner: Manner,
  { prefix, after, size }: { prefix: string; after: string; size: number },
): StoredUpload[] {
  const rank = (upload: StoredUpload) => manner.rank(upload.key, upload.uploadId)
  const page: StoredUpload[] = []
  for (const upload of bucket.uploadsInOrder(rank, after)) {
    if (page.length === size) break
    if ((manner.matchesPrefixByRank ? rank(upload) : upload.key).startsWith(prefix)) page.push(upload)
  }
  return page
}

/** An upload id marker without a key marker is ignored, as AWS documents it. */
function rankOfMarkers(query: URLSearchParams, manner: Manner): string {
  const key = query.get('key-marker')
  const uploadId = query.get('upload-id-marker')
  if (!key) return ''
  return uploadId ? manner.rank(key, uploadId) : manner.rankAfterKey(key)
}

function entry(upload: StoredUpload, encode: Manner['encodeKey']): string {
  const principal = element('ID', 'sandbox') + element('DisplayName', 'sandbox')
  return `<Upload>${
    element('Key', encode ? encode(upload.key) : upload.key) +
    element('UploadId', upload.uploadId) +
    `<Initiator>${principal}</Initiator><Owner>${principal}</Owner>` +
    element('StorageClass', 'STANDARD') +
    element('Initiated', new Date(upload.initiated).toISOString())
  }</Upload>`
}
