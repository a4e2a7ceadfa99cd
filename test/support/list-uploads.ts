import { describeUpload } from '../../src/sandbox/handle-request.js'
import { type Response, error, xml } from '../../src/sandbox/responses.js'
import type { StoredUpload } from '../../src/sandbox/stored-bucket.js'
import type { TestBucket } from './test-bucket.js'

/** Differences between servers in listing uploads. */
export interface ServerProfile {
  /** Returns the text by which uploads are sorted and compared with markers. */
  rank(key: string, uploadId: string): string
  /** Returns the position after a key marker without an upload ID marker. */
  rankAfterKey(key: string): string
  /** True if the prefix is compared with the rank, not with the key. */
  readonly matchesPrefixByRank?: boolean
  /** Encodes keys under `encoding-type=url`. Undefined if the parameter is ignored. */
  readonly encodeKey?: (key: string) => string
  readonly echoesEncodingType?: boolean
  readonly encodesMarkers?: boolean
  /** True if a truncated page of one upload has empty markers. */
  readonly forgetsMarkersOfOne?: boolean
}

/** Lists incomplete uploads with the behavior of a server profile. */
export function listUploads(
  name: string,
  bucket: TestBucket,
  query: URLSearchParams,
  { profile, pageSize }: { profile: ServerProfile; pageSize: number },
): Response {
  const requested = Number(query.get('max-uploads') ?? pageSize)
  if (!Number.isInteger(requested) || requested < 0) return error(400, 'InvalidArgument')
  const size = Math.min(requested, pageSize)
  const prefix = query.get('prefix') ?? ''
  const page = uploadsOfPage(bucket, profile, { prefix, after: rankOfMarkers(query, profile), size: size + 1 })
  const isTruncated = page.length > size
  const uploads = page.slice(0, size)
  const last = profile.forgetsMarkersOfOne && uploads.length === 1 ? undefined : uploads.at(-1)
  const encode = query.get('encoding-type') === 'url' ? profile.encodeKey : undefined
  const encodeMarker = profile.encodesMarkers ? encode : undefined
  return xml('ListMultipartUploadsResult', {
    Bucket: name,
    Prefix: prefix,
    NextKeyMarker: last && (encodeMarker?.(last.key) ?? last.key),
    NextUploadIdMarker: last?.uploadId,
    MaxUploads: size,
    EncodingType: encode && profile.echoesEncodingType ? 'url' : undefined,
    IsTruncated: isTruncated,
    Upload: uploads.map((upload) => describeUpload(upload, encode)),
  })
}

function uploadsOfPage(
  bucket: TestBucket,
  profile: ServerProfile,
  { prefix, after, size }: { prefix: string; after: string; size: number },
): StoredUpload[] {
  const rank = (upload: StoredUpload) => profile.rank(upload.key, upload.uploadId)
  const page: StoredUpload[] = []
  for (const upload of bucket.uploadsInOrder(rank, after)) {
    if (page.length === size) break
    if ((profile.matchesPrefixByRank ? rank(upload) : upload.key).startsWith(prefix)) page.push(upload)
  }
  return page
}

/** Returns the position of the markers. An upload ID marker without a key marker is ignored, as AWS documents. */
function rankOfMarkers(query: URLSearchParams, profile: ServerProfile): string {
  const key = query.get('key-marker')
  const uploadId = query.get('upload-id-marker')
  if (!key) return ''
  return uploadId ? profile.rank(key, uploadId) : profile.rankAfterKey(key)
}
