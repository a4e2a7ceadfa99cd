import type { Target } from '../../core/upload.js'
import type { WireRequest } from './exchange.js'

/**
 * An abort without a key or an upload id is another request altogether: stores take `DELETE /key` for
 * DeleteObject and `DELETE /?uploadId=x` for DeleteBucket, and the SDK sends both without complaint.
 *
 * @throws TypeError, which is a bug in the caller and never reaches the wire.
 */
export function assertNamesUpload(target: Target): void {
  const { key, uploadId } = target as { key: unknown; uploadId: unknown }
  if (typeof key !== 'string' || key === '') throw new TypeError('refused to abort an upload without a key')
  if (typeof uploadId !== 'string' || uploadId === '') {
    throw new TypeError('refused to abort an upload without an upload id')
  }
}

/**
 * The same once more, on the request as it is about to go out, so that no mistake above can matter. What may be
 * sent is a short list: reads, the abort of a named upload, and a lifecycle configuration with rules in it: one
 * without rules would take every rule away.
 *
 * @throws TypeError for anything else.
 */
export function assertMaySend(request: Pick<WireRequest, 'method' | 'path' | 'bucketPath' | 'body'>): void {
  const { method, path, bucketPath, body = '' } = request
  const [resource, query] = splitOnce(path, '?')
  const key = resource.startsWith(`${bucketPath}/`) ? resource.slice(bucketPath.length + 1) : ''
  const parameters = new URLSearchParams(query)
  if (method === 'GET') return
  const isLifecycle = resource === `${bucketPath}/` && query === 'lifecycle='
  if (method === 'PUT' && isLifecycle && body.includes('<Rule>')) return
  if (method === 'DELETE' && key !== '' && isOnlyNonEmpty(parameters.getAll('uploadId'))) return
  throw new TypeError(
    `refused to send ${method} ${resource === '/' ? 'for a bucket' : 'for a key'} without an upload id`,
  )
}

function isOnlyNonEmpty(values: readonly string[]): boolean {
  return values.length === 1 && values[0] !== ''
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
