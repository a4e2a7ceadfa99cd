import { isUtf8 } from 'node:buffer'
import { InvalidResponseError } from './request-error.js'

/** Element of an XML document: child elements or text. Names have no namespace prefix. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Exact text, with entities decoded. `''` if there are children. */
  readonly text: string
}

/** Element while it is read. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

// Not a library's parser, because keys must be exact. Ceph RGW writes control characters as `&#x1;`, which strict
// parsers reject, and the SDK's parser changes characters beyond U+FFFF. A document type is rejected (entity bombs).

const NAME = String.raw`[^\s<>/!?="']+`
const ATTRIBUTE = String.raw`\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*')`
/** Groups: CDATA section (1), name of an end tag (2), name of a start tag (3), `/` if it is empty (4). */
const MARKUP = new RegExp(
  String.raw`<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|</(${NAME})\s*>|<(${NAME})(?:${ATTRIBUTE})*\s*(/?)>`,
  'y',
)
/** Elements within elements. S3 needs 6. */
const MAX_DEPTH = 50
/** Different tags that are kept to be read once. A listing has 40. A hostile server may send millions. */
const MAX_KNOWN = 200

const NAMED_ENTITIES = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }))

/** Parses an XML document. @throws InvalidResponseError if it is not one complete, well-formed document in UTF-8. */
export function parseXml(bytes: Buffer): XmlElement {
  if (!isUtf8(bytes)) throw new InvalidResponseError('a body that is not UTF-8')
  const xml = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const document: OpenElement = { name: '', children: [], text: '' }
  const parents: OpenElement[] = []
  const openTags: string[] = []
  /** Tags that were read before. Reading them again would take half of the time of a listing. */
  const known = new Map<string, ReturnType<typeof readMarkup>>()
  let current = document
  for (let at = 0; at < xml.length;) {
    const start = xml.indexOf('<', at)
    if (start !== at) current.text += decodeEntities(xml.slice(at, start < 0 ? xml.length : start))
    if (start < 0) break
    const source = xml.slice(start, xml.indexOf('>', start) + 1)
    let markup = known.get(source)
    at = start + source.length
    if (!markup) {
      markup = readMarkup(xml, start)
      // A comment or an attribute can contain `>`.
      if (MARKUP.lastIndex === at && known.size < MAX_KNOWN) known.set(source, markup)
      at = MARKUP.lastIndex
    }
    const { isStart, isEnd, tag, name, text } = markup
    if (text !== '') current.text += text
    if (isStart) {
      if (parents.push(current) > MAX_DEPTH) throw new InvalidResponseError('elements that are nested too deeply')
      openTags.push(tag)
      current = { name, children: [], text: '' }
    }
    if (isEnd) {
      if (openTags.pop() !== tag) throw new InvalidResponseError('an end tag without a start tag')
      const parent = parents.pop() ?? document
      parent.children.push(close(current))
      current = parent
    }
  }
  const [root, ...others] = close(document).children
  if (!root || current !== document) throw new InvalidResponseError('XML that ends too early')
  if (others.length > 0) throw new InvalidResponseError('more than one document')
  return root
}

/**
 * Reads a start tag, an end tag, both in one, a CDATA section with its text, or a comment, up to the `lastIndex` of
 * MARKUP. A tag has its prefix, a name has none.
 */
function readMarkup(xml: string, start: number) {
  MARKUP.lastIndex = start
  const token = MARKUP.exec(xml)
  if (!token)
    throw new InvalidResponseError(xml.startsWith('<!D', start) ? 'a document type' : 'XML that ends too early')
  const [, text = '', endTag, startTag, slash] = token
  const tag = startTag ?? endTag ?? ''
  const isEnd = endTag !== undefined || slash === '/'
  return { isStart: startTag !== undefined, isEnd, tag, name: tag.slice(tag.indexOf(':') + 1), text }
}

/** Returns the text of a child, or undefined if there is no child of that name. */
export function textAt(element: XmlElement | undefined, name: string): string | undefined {
  return element?.children.find((child) => child.name === name)?.text
}

function close(element: OpenElement): XmlElement {
  if (element.children.length === 0) return element
  if (/[^ \t\r\n]/.test(element.text)) throw new InvalidResponseError('text between elements')
  element.text = ''
  return element
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
