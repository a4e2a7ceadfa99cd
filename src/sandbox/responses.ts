import { randomBytes } from 'node:crypto'

export interface Request {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Response to a request. A body is XML. */
export interface Response {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Content = string | number | boolean | undefined | Elements
/** XML elements by name. A list is written as several elements, an undefined one is left out. */
export interface Elements {
  readonly [name: string]: Content | Content[]
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

export function xml(root: string, elements: Elements): Response {
  const start = `${DECLARATION}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`
  return { status: 200, body: `${start}${writeXml(elements)}</${root}>` }
}

export function error(status: number, code: string, message = ''): Response {
  const requestId = randomBytes(8).toString('hex')
  const body = DECLARATION + writeXml({ Error: { Code: code, Message: message, RequestId: requestId } })
  return { status, body, headers: { 'x-amz-request-id': requestId } }
}

function writeXml(content: Content): string {
  if (typeof content !== 'object') return escapeXml(String(content))
  const texts = Object.entries(content).flatMap(([name, items]) =>
    [items].flat().map((item) => (item === undefined ? '' : `<${name}>${writeXml(item)}</${name}>`)),
  )
  return texts.join('')
}

const ENTITIES = new Map(Object.entries({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }))

/** Escapes a text as Ceph RGW does. XML 1.0 forbids control characters, but S3 keys can contain them. */
function escapeXml(text: string): string {
  const escape = (character: string) => ENTITIES.get(character) ?? `&#x${character.charCodeAt(0).toString(16)};`
  return text.replace(/[&<>"]|[^\P{Cc}\n\t]/gu, escape)
}
