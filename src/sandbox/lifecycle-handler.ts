import { createHash } from 'node:crypto'
import { type Response, error, type Request } from './responses.js'
import type { StoredBucket } from './stored-bucket.js'

const CONFIGURATION =
  /^(<\?xml[^>]*\?>)?\s*<LifecycleConfiguration( xmlns="[^"]*")?>(\s*<Rule>.*?<\/Rule>)+\s*<\/LifecycleConfiguration>\s*$/s
const ACTION = /<(Expiration|Transition|Noncurrent\w+|AbortIncompleteMultipartUpload)>/

export function getLifecycle({ lifecycle }: StoredBucket): Response {
  if (lifecycle === undefined) return error(404, 'NoSuchLifecycleConfiguration')
  return { status: 200, body: lifecycle, headers: { 'content-type': 'application/xml' } }
}

/** Stores a configuration. It requires Content-Length, Content-MD5, and a status and an action in every rule. */
export function putLifecycle(
  bucket: StoredBucket,
  { headers, body }: Pick<Request, 'headers' | 'body'>,
): Response {
  const digest = (algorithm: string, encoding: 'base64' | 'hex') =>
    createHash(algorithm).update(body).digest(encoding)
  const { 'content-md5': md5, 'content-length': length } = headers
  if (length === undefined) return error(411, 'MissingContentLength')
  if (md5 === undefined) return error(400, 'InvalidRequest', 'Missing required header: Content-MD5')
  if (md5 !== digest('md5', 'base64')) return error(400, 'BadDigest')
  if (headers['x-amz-content-sha256'] !== digest('sha256', 'hex'))
    return error(400, 'XAmzContentSHA256Mismatch')

  const text = body.toString('utf8')
  if (!CONFIGURATION.test(text)) return error(400, 'MalformedXML')
  const rules = text.match(/<Rule>.*?<\/Rule>/gs) ?? []
  if (!rules.every((rule) => isStatus(rule) && ACTION.test(rule))) return error(400, 'MalformedXML')
  const names = rules.flatMap((rule) => /<ID>(.*?)<\/ID>/s.exec(rule)?.[1] ?? [])
  if (new Set(names).size < names.length) return error(400, 'InvalidArgument', 'Rule ID must be unique')
  bucket.lifecycle = text
  return { status: 200 }
}

function isStatus(rule: string): boolean {
  return /<Status>(Enabled|Disabled)<\/Status>/.test(rule)
}
