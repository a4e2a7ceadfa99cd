import type { HttpRequest } from '@smithy/types'
import type { Target } from '../core/upload.js'

/** Address of a bucket, or of the server if there is no bucket. */
export interface BucketEndpoint {
  readonly bucket?: string | undefined
  /** The bucket is at the start of its host name or at the end of its path. */
  readonly url: URL
  /** Proxy for requests to this address, and the variable that names it. */
  readonly proxy?: Proxy | undefined
}

export interface Proxy {
  /** URL, with user name and password. */
  readonly value: URL
  readonly source: string
}

/**
 * Checks that an abort names an upload. Servers read `DELETE /key` as DeleteObject and `DELETE /?uploadId=x` as
 * DeleteBucket, and the SDK sends both.
 *
 * @throws TypeError, which is an internal error and is never sent.
 */
export function assertNamesUpload({ key, uploadId }: Target): void {
  if (!isNonEmptyText(key)) throw new TypeError('refused to abort an upload without a key')
  if (!isNonEmptyText(uploadId)) throw new TypeError('refused to abort an upload without an upload ID')
}

/**
 * Repeats the check on the serialized request, in case a caller is wrong. It allows GET, the abort of a named upload,
 * and a lifecycle configuration that has rules, and only to the address of the bucket. A configuration without rules
 * would remove all rules, and Swift reads `DELETE ?lifecycle` as DeleteBucket.
 *
 * @throws TypeError for any other request.
 */
export function assertSafeRequest(request: HttpRequest, { bucket, url }: BucketEndpoint): void {
  const { method, protocol, hostname, port, path, query = {}, headers } = request
  if (!(bucket === undefined ? method === 'GET' : isAddressOf(bucket, url)))
    throw new TypeError(`refused to send ${method} to an address without the bucket`)
  const isSameHost = protocol === url.protocol && hostname === url.hostname && String(port ?? '') === url.port
  const basePath = url.pathname.replace(/\/$/, '')
  // A proxy may forward a request to the host of its header instead of that of its URL.
  const isSameHeader = headers['host'] === url.host
  if (!isSameHost || !isSameHeader || !path.startsWith(`${basePath}/`))
    throw new TypeError(`refused to send ${method} to another address than the endpoint`)
  const key = path.slice(basePath.length + 1)
  const isLifecycle = key === '' && Object.keys(query).join() === 'lifecycle'
  if (method === 'GET') return
  if (method === 'PUT' && isLifecycle && String(request.body).includes('<Rule>')) return
  if (method === 'DELETE' && key !== '' && isNonEmptyText(query['uploadId'])) return
  throw new TypeError(`refused to send ${method} for a ${key === '' ? 'bucket' : 'key'} without an upload ID`)
}

/** A name that is not plain, such as `evil.com/` or `..`, would change the host or the path. */
function isAddressOf(bucket: string, { hostname, pathname }: URL): boolean {
  const isPlain = /^(?!\.+$)[\w.-]+$/.test(bucket)
  return isPlain && (hostname.startsWith(`${bucket}.`) || pathname.endsWith(`/${bucket}`))
}

function isNonEmptyText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
