import { createHash } from 'node:crypto'
import { type Elements, error, type Request, type Response, xml } from '../../src/sandbox/responses.js'
import { Sandbox } from '../../src/sandbox/server.js'
import { listUploads, type ServerProfile } from './list-uploads.js'
import { serverProfiles } from './server-profiles.js'
import { TestBucket } from './test-bucket.js'

export interface SandboxOptions {
  /** Server whose listing behavior is emulated [default: Ceph RGW, the closest known to CoreWeave]. */
  readonly profile?: ServerProfile
  /** Maximum uploads per page [default: 1000]. */
  readonly pageSize?: number
  readonly now?: () => number
}

const OK: Response = { status: 200 }
const NO_CONTENT: Response = { status: 204 }

/**
 * Sandbox with objects, creation and deletion of buckets, the listings of several servers, and lifecycle rules that are
 * validated.
 */
export class TestSandbox extends Sandbox {
  override readonly buckets = new Map<string, TestBucket>()
  readonly #listing: { readonly profile: ServerProfile; readonly pageSize: number }

  constructor({ profile = serverProfiles.rgw, pageSize = 1000, now }: SandboxOptions = {}) {
    super(now)
    this.#listing = { profile, pageSize }
  }

  override createBucket(name: string): TestBucket {
    const bucket = new TestBucket()
    this.buckets.set(name, bucket)
    return bucket
  }

  override respond(request: Request): Response {
    return this.#respondFirst(request) ?? super.respond(request)
  }

  /** Returns undefined for a request that the sandbox of the demo answers. */
  #respondFirst(request: Request): Response | undefined {
    const { method, bucket: name, key, query } = request
    const bucket = this.buckets.get(name)
    if (name === '') return undefined
    if (!bucket) return method === 'PUT' ? this.#createBucket(name) : undefined
    if (key !== '') return query.has('uploads') || query.get('uploadId') ? undefined : onObject(bucket, method, key)
    if (method === 'DELETE') return this.#deleteBucket(name, bucket)
    if (method === 'PUT' && query.has('lifecycle')) return problemOfLifecycle(request)
    if (method !== 'GET' || query.has('lifecycle')) return undefined
    if (query.has('uploads')) return listUploads(name, bucket, query, this.#listing)
    if (query.has('list-type')) return xml('ListBucketResult', { Name: name, ...listKeys('Contents', bucket) })
    if (query.has('versions')) return xml('ListVersionsResult', { Name: name, ...listKeys('Version', bucket) })
    return undefined
  }

  #createBucket(name: string): Response {
    this.createBucket(name)
    return OK
  }

  /** Deletes the bucket, also if the request has query parameters, as some servers do. */
  #deleteBucket(name: string, { uploads, objects }: TestBucket): Response {
    if (uploads.size > 0 || objects.size > 0) return error(409, 'BucketNotEmpty')
    this.buckets.delete(name)
    return NO_CONTENT
  }
}

/** Lists the first object, which is the only version of its key. */
function listKeys(entryName: string, { objects }: TestBucket): Elements {
  const first = [...objects].slice(0, 1)
  return { IsTruncated: objects.size > 1, [entryName]: first.map((Key) => ({ Key })) }
}

/** Deletes the object if a DELETE has no upload ID, or an empty one. An abort must never become this. */
function onObject(bucket: TestBucket, method: string, key: string): Response {
  if (method === 'PUT') bucket.objects.add(key)
  else if (method === 'DELETE') bucket.objects.delete(key)
  else return bucket.objects.has(key) ? OK : error(404, 'NoSuchKey')
  return method === 'DELETE' ? NO_CONTENT : OK
}

const CONFIGURATION =
  /^(<\?xml[^>]*\?>)?\s*<LifecycleConfiguration( xmlns="[^"]*")?>(\s*<Rule>.*?<\/Rule>)+\s*<\/LifecycleConfiguration>\s*$/s
const STATUS = /<Status>(Enabled|Disabled)<\/Status>/
const ACTION = /<(Expiration|Transition|Noncurrent\w+|AbortIncompleteMultipartUpload)>/

/**
 * Returns the error of a request to store a configuration. It must have Content-Length, Content-MD5, and a status and
 * an action in every rule.
 */
function problemOfLifecycle({ headers, body }: Request): Response | undefined {
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
  return undefined
}
