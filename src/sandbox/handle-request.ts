import { createHash } from 'node:crypto'
import { listUploads, type ServerProfile } from './list-uploads.js'
import { element, error, type Request, type Response, xml } from './responses.js'
import { newUploadId, StoredBucket, type StoredUpload } from './stored-bucket.js'

/** State and settings of a sandbox. */
export interface SandboxState {
  readonly buckets: Map<string, StoredBucket>
  readonly profile: ServerProfile
  /** Maximum uploads per page of a listing. */
  readonly pageSize: number
  readonly now: () => number
}

const NO_CONTENT: Response = { status: 204 }
const MAX_PARTS_PER_PAGE = 1000

/** Processes a request to a bucket, a key, or the server. */
export function handleRequest(request: Request, state: SandboxState): Response {
  if (request.bucket === '') return listBuckets(state)
  const bucket = state.buckets.get(request.bucket)
  if (!bucket) return request.method === 'PUT' ? createBucket(request, state) : error(404, 'NoSuchBucket')
  return request.key === '' ? onBucket(bucket, request, state) : onKey(bucket, request, state)
}

function listBuckets({ buckets }: SandboxState): Response {
  const entries = [...buckets.keys()].map((name) => `<Bucket>${element('Name', name)}</Bucket>`)
  return xml(
    'ListAllMyBucketsResult',
    `<Owner>${element('ID', 'sandbox')}</Owner><Buckets>${entries.join('')}</Buckets>`,
  )
}

function createBucket(request: Request, state: SandboxState): Response {
  state.buckets.set(request.bucket, new StoredBucket(request.bucket))
  return { status: 200 }
}

function onBucket(bucket: StoredBucket, request: Request, state: SandboxState): Response {
  const { method, query } = request
  if (method === 'GET' && query.has('uploads')) return listUploads(bucket, query, state)
  if (method === 'GET' && query.has('lifecycle')) return getLifecycle(bucket)
  if (method === 'PUT' && query.has('lifecycle')) return putLifecycle(bucket, request)
  if (method === 'GET' && query.has('list-type')) return listKeys('ListBucketResult', 'Contents', bucket)
  if (method === 'GET' && query.has('versions')) return listKeys('ListVersionsResult', 'Version', bucket)
  if (method === 'HEAD') return { status: 200 }
  if (method === 'DELETE') return deleteBucket(bucket, state)
  return error(501, 'NotImplemented')
}

/** Lists the first object, which is the only version of its key. */
function listKeys(root: string, entryName: string, { name, objects }: StoredBucket): Response {
  const [key] = objects
  const entry = key === undefined ? '' : `<${entryName}>${element('Key', key)}</${entryName}>`
  return xml(root, element('Name', name) + element('IsTruncated', objects.size > 1) + entry)
}

/** Deletes the bucket, also if the request has query parameters, as some servers do. */
function deleteBucket(bucket: StoredBucket, { buckets }: SandboxState): Response {
  if (bucket.uploads.size > 0 || bucket.objects.size > 0) return error(409, 'BucketNotEmpty')
  buckets.delete(bucket.name)
  return NO_CONTENT
}

function onKey(bucket: StoredBucket, request: Request, { now }: SandboxState): Response {
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

/** Deletes the object if a DELETE has no upload ID, or an empty one. An abort must never become this. */
function onObject(bucket: StoredBucket, method: string, key: string): Response {
  if (method === 'PUT') bucket.objects.add(key)
  else if (method === 'DELETE') bucket.objects.delete(key)
  else return bucket.objects.has(key) ? { status: 200 } : error(404, 'NoSuchKey')
  return method === 'DELETE' ? NO_CONTENT : { status: 200 }
}

function createUpload(bucket: StoredBucket, key: string, initiated: number): Response {
  const { uploadId } = bucket.addUpload(key, initiated, newUploadId())
  return xml(
    'InitiateMultipartUploadResult',
    element('Bucket', bucket.name) + element('Key', key) + element('UploadId', uploadId),
  )
}

function putPart(upload: StoredUpload, { query, body }: Request, modified: number): Response {
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1) return error(400, 'InvalidArgument')
  upload.parts.set(number, { number, size: body.length, modified })
  return { status: 200, headers: { etag: '"0"' } }
}

function listParts(bucket: StoredBucket, upload: StoredUpload, query: URLSearchParams): Response {
  const after = Number(query.get('part-number-marker') ?? 0)
  const parts = [...upload.parts.values()].filter(({ number }) => number > after).sort((a, b) => a.number - b.number)
  const page = parts.slice(0, Math.min(Number(query.get('max-parts') ?? MAX_PARTS_PER_PAGE), MAX_PARTS_PER_PAGE))
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

const CONFIGURATION =
  /^(<\?xml[^>]*\?>)?\s*<LifecycleConfiguration( xmlns="[^"]*")?>(\s*<Rule>.*?<\/Rule>)+\s*<\/LifecycleConfiguration>\s*$/s
const STATUS = /<Status>(Enabled|Disabled)<\/Status>/
const ACTION = /<(Expiration|Transition|Noncurrent\w+|AbortIncompleteMultipartUpload)>/

function getLifecycle({ lifecycle }: StoredBucket): Response {
  if (lifecycle === undefined) return error(404, 'NoSuchLifecycleConfiguration')
  return { status: 200, body: lifecycle, headers: { 'content-type': 'application/xml' } }
}

/** Stores a configuration. It requires Content-Length, Content-MD5, and a status and an action in every rule. */
function putLifecycle(bucket: StoredBucket, { headers, body }: Pick<Request, 'headers' | 'body'>): Response {
  const digest = (algorithm: string, encoding: 'base64' | 'hex') => createHash(algorithm).update(body).digest(encoding)
  const { 'content-md5': md5, 'content-length': length } = headers
  if (length === undefined) return error(411, 'MissingContentLength')
  if (md5 === undefined) return error(400, 'InvalidRequest', 'Missing required header: Content-MD5')
  if (md5 !== digest('md5', 'base64')) return error(400, 'BadDigest')
  if (headers['x-amz-content-sha256'] !== digest('sha256', 'hex')) return error(400, 'XAmzContentSHA256Mismatch')

  const text = body.toString('utf8')
  if (!CONFIGURATION.test(text)) return error(400, 'MalformedXML')
  const rules = text.match(/<Rule>.*?<\/Rule>/gs) ?? []
  if (!rules.every((rule) => STATUS.test(rule) && ACTION.test(rule))) return error(400, 'MalformedXML')
  const names = rules.flatMap((rule) => /<ID>(.*?)<\/ID>/s.exec(rule)?.[1] ?? [])
  if (new Set(names).size < names.length) return error(400, 'InvalidArgument', 'Rule ID must be unique')
  bucket.lifecycle = text
  return { status: 200 }
}
