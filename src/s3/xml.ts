import { isUtf8 } from 'node:buffer'
import { InvalidResponseError } from './request-error.js'

/** Element of an XML document: child elements or text. Names have no namespace prefix. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Exact text, with entities decoded. `''` if there are children. */
  readonly text: string
}

/** An element whose end tag was not read yet. Its tag has the namespace prefix. */
interface OpenElement {
  readonly tag: string
  readonly children: XmlElement[]
  text: string
}

const NAME = String.raw`[^\s<>/!?="']+`
const ATTRIBUTE = String.raw`\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*')`
/** Groups: CDATA section (1), name of an end tag (2), name of a start tag (3), `/` if it is empty (4), text (5). */
const TOKEN = new RegExp(
  String.raw`<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|</(${NAME})\s*>|<(${NAME})(?:${ATTRIBUTE})*\s*(/?)>|([^<]+)`,
  'y',
)
/** Elements within elements. S3 needs 6. */
const MAX_DEPTH = 50

const NAMED_ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/**
 * Parses an XML document of an S3 server.
 *
 * Not a library's parser, because keys must be exact. Ceph RGW writes control characters as `&#x1;`, which strict
 * parsers reject, and the SDK's parser changes characters beyond U+FFFF. A document type is rejected (entity bombs).
 *
 * @throws InvalidResponseError if it is not one complete, well-formed document in UTF-8.
 */
export function parseXml(bytes: Buffer): XmlElement {
  if (!isUtf8(bytes)) throw new InvalidResponseError('a body that is not UTF-8')
  const xml = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const document: OpenElement = { tag: '', children: [], text: '' }
  const parents: OpenElement[] = []
  let current = document
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(xml)
    if (!token)
      throw new InvalidResponseError(xml.startsWith('<!D', at) ? 'a document type' : 'XML that ends too early')
    const [, cdata, endTag, startTag, isEmpty, text] = token
    if (text !== undefined) current.text += decodeEntities(text)
    else if (cdata !== undefined) current.text += cdata
    else if (startTag !== undefined) {
      if (parents.push(current) > MAX_DEPTH) throw new InvalidResponseError('elements that are nested too deeply')
      current = { tag: startTag, children: [], text: '' }
    }
    const closed = isEmpty === '/' ? startTag : endTag
    if (closed !== undefined) {
      if (current.tag !== closed) throw new InvalidResponseError('an end tag without a start tag')
      const element = complete(current)
      current = parents.pop() ?? document
      current.children.push(element)
    }
  }
  const [root, ...others] = complete(document).children
  if (!root || current !== document) throw new InvalidResponseError('XML that ends too early')
  if (others.length > 0) throw new InvalidResponseError('more than one document')
  return root
}

function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

/** Returns the text of a descendant, or undefined if there is none at that path. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return path.reduce(childOf, element)?.text
}

function complete({ tag, children, text }: OpenElement): XmlElement {
  const hasChildren = children.length > 0
  if (hasChildren && /[^ \t\r\n]/.test(text)) throw new InvalidResponseError('text between elements')
  return { name: tag.slice(tag.indexOf(':') + 1), children, text: hasChildren ? '' : text }
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]*;?)/g, (whole, entity: string) => {
    const character = entity.endsWith(';') ? characterOf(entity.slice(0, -1)) : undefined
    if (character === undefined) throw new InvalidResponseError(`an unknown entity, ${whole.slice(0, 12)}`)
    return character
  })
}

function characterOf(entity: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity) ?? []
  if (hexadecimal === undefined && decimal === undefined) return NAMED_ENTITIES.get(entity)
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}
