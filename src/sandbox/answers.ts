import { randomBytes } from 'node:crypto'

export interface Request {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** What is answered to a request. */
export interface Answer {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Markup for an element; a value of undefined leaves it out. */
export function element(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`
}

export function xml(root: string, content: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`
  return { status: 200, body, headers: { 'content-type': 'application/xml' } }
}

export function error(status: number, code: string, message = ''): Answer {
  const requestId = randomBytes(8).toString('hex')
  const content = element('Code', code) + element('Message', message) + element('RequestId', requestId)
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?><Error>${content}</Error>`,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  }
}

/** As RGW does it: control characters become numbers, which XML 1.0 forbids and S3 keys need. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\P{Cc}\n\t]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`)
}
