import { type Answer, element, error, type Request, xml } from './answers.js'
import { newUploadId, StoredBucket, type StoredUpload } from './contents.js'
import { getLifecycle, putLifecycle } from './lifecycle.js'
import { listUploads } from './listing.js'
import type { Manner } from './manners.js'

/** A request once it is known which bucket and key it is about. */
export interface World {
  readonly buckets: Map<string, StoredBucket>
  readonly manner: Manner
  /** Most uploads on one page of a listing, whatever was asked for. */
  readonly pageSize: number
  readonly now: () => number
}

const NO_CONTENT: Answer = { status: 204 }
const MOST_PARTS_ON_A_PAGE = 1000

/** Carries a request out. */
export function carryOut(request: Request, world: World): Answer {
  if (request.bucket === '') return listBuckets(world)
  const bucket = world.buckets.get(request.bucket)
  if (!bucket) return request.method === 'PUT' ? createBucket(request, world) : error(404, 'NoSuchBucket')
  return request.key === '' ? onBucket(bucket, request, world) : onKey(bucket, request, world)
}

function listBuckets({ buckets }: World): Answer {
  const entries = [...buckets.keys()].map((name) => `<Bucket>${element('Name', name)}</Bucket>`)
  return xml(
    'ListAllMyBucketsResult',
    `<Owner>${element('ID', 'sandbox')}</Owner><Buckets>${entries.join('')}</Buckets>`,
  )
}

function createBucket(request: Request, world: World): Answer {
  world.buckets.set(request.bucket, new StoredBucket(request.bucket))
  return { status: 200 }
}

function onBucket(bucket: StoredBucket, request: Request, world: World): Answer {
  const { method, query } = request
  if (method === 'GET' && query.has('uploads')) return listUploads(bucket, query, world)
  if (method === 'GET' && query.has('lifecycle')) return getLifecycle(bucket)
  if (method === 'PUT' && query.has('lifecycle')) return putLifecycle(bucket, request)
  if (method === 'HEAD') return { status: 200 }
  if (method === 'DELETE') return deleteBucket(bucket, world)
  return error(501, 'NotImplemented')
}

/** As stores route it, a DELETE of the bucket with anything behind the question mark is a DeleteBucket too. */
function deleteBucket(bucket: StoredBucket, { buckets }: World): Answer {
  if (bucket.uploads.size > 0 || bucket.objects.size > 0) return error(409, 'BucketNotEmpty')
  buckets.delete(bucket.name)
  return NO_CONTENT
}

function onKey(bucket: StoredBucket, request: Request, { now }: World): Answer {
  const { method, key, query } = request
  if (method === 'POST' && query.has('uploads')) return createUpload(bucket, key, now())
  const uploadId = query.get('uploadId')
  if (!uploadId) return onObject(bucket, method, key)
  const upload = bucket.upload(key, uploadId)
  if (!upload) return error(404, 'NoSuchUpload')
  if (method === 'DELETE') {
    bucket.uploads.delete(uploadId)
    return NO_CONTENT
  }
  if (method === 'PUT') return putPart(upload, request, now())
  if (method === 'GET') return listParts(bucket, upload, query)
  return error(501, 'NotImplemented')
}

/** Without an upload id, or with an empty one, a DELETE takes the object: what an abort must never become. */
function onObject(bucket: StoredBucket, method: string, key: string): Answer {
  if (method === 'PUT') bucket.objects.add(key)
  else if (method === 'DELETE') bucket.objects.delete(key)
  else return bucket.objects.has(key) ? { status: 200 } : error(404, 'NoSuchKey')
  return method === 'DELETE' ? NO_CONTENT : { status: 200 }
}

function createUpload(bucket: StoredBucket, key: string, initiated: number): Answer {
  const { uploadId } = bucket.addUpload(key, initiated, newUploadId())
  return xml(
    'InitiateMultipartUploadResult',
    element('Bucket', bucket.name) + element('Key', key) + element('UploadId', uploadId),
  )
}

function putPart(upload: StoredUpload, { query, body }: Request, modified: number): Answer {
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1) return error(400, 'InvalidArgument')
  upload.parts.set(number, { number, size: body.length, modified })
  return { status: 200, headers: { etag: '"0"' } }
}

function listParts(bucket: StoredBucket, upload: StoredUpload, query: URLSearchParams): Answer {
  const after = Number(query.get('part-number-marker') ?? 0)
  const parts = [...upload.parts.values()]
    .filter(({ number }) => number > after)
    .sort((a, b) => a.number - b.number)
  const page = parts.slice(
    0,
    Math.min(Number(query.get('max-parts') ?? MOST_PARTS_ON_A_PAGE), MOST_PARTS_ON_A_PAGE),
  )
  const entries = page.map(
    ({ number, size, modified }) =>
      `<Part>${element('PartNumber', number)}${element('LastModified', new Date(modified).toISOString())}${element('ETag', '"0"')}${element('Size', size)}</Part>`,
  )
  return xml(
    'ListPartsResult',
    element('Bucket', bucket.name) +
      element('Key', upload.key) +
      element('UploadId', upload.uploadId) +
      element('NextPartNumberMarker', page.at(-1)?.number ?? 0) +
      element('IsTruncated', page.length < parts.length) +
      entries.join(''),
  )
}
