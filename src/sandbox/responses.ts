import { randomBytes } from 'node:crypto'

export interface Request {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Response to a request, before it is sent. */
export interface Response {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Returns an XML element, or `''` if the value is undefined. */
export function element(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`
}

export function xml(root: string, content: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`
  return { status: 200, body, headers: { 'content-type': 'application/xml' } }
}

export function error(status: number, code: string, message = ''): Response {
  const requestId = randomBytes(8).toString('hex')
  const content = element('Code', code) + element('Message', message) + element('RequestId', requestId)
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?><Error>${content}</Error>`,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  }
}

/** Escapes a text as Ceph RGW does. XML 1.0 forbids control characters, but S3 keys can contain them. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\P{Cc}\n\t]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`)
}
