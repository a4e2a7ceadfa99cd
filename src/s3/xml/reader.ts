/** What is told of an XML document while it is read, in order. Names come without their namespace prefix. */
export interface XmlReader {
  open(name: string, depth: number): void
  /** `text` is that of an element without children, exactly; for others it means nothing. */
  close(name: string, depth: number, text: string): void
}

/**
 * Reads the XML that S3 stores write: elements, text, entities, CDATA, comments.
 *
 * Not a library's parser, because keys must come out exactly: RGW writes control characters as `&#x1;`, which
 * is not XML 1.0 and which strict parsers refuse; the SDK's own turns a key of newlines into an empty one and
 * characters beyond U+FFFF into others. A document type is refused, since entity bombs need one.
 *
 * @throws SyntaxError for what is not one complete, well-formed document.
 */
export function readXml(xml: string, reader: XmlReader): void {
  const document = new OpenDocument(reader)
  let at = xml.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    const mark = xml.indexOf('<', at)
    document.addText(xml.slice(at, mark < 0 ? xml.length : mark))
    if (mark < 0) break
    const next = xml[mark + 1]
    if (next === '?') at = afterMark(xml, '?>', mark)
    else if (next !== '!') at = readTag(xml, mark, document)
    else if (xml.startsWith('<!--', mark)) at = afterMark(xml, '-->', mark + 4)
    else if (xml.startsWith('<![CDATA[', mark)) {
      at = afterMark(xml, ']]>', mark + 9)
      document.addLiteral(xml.slice(mark + 9, at - 3))
    } else throw new SyntaxError('it declares a document type')
  }
  document.end()
}

function readTag(xml: string, mark: number, document: OpenDocument): number {
  const at = afterMark(xml, '>', mark)
  if (xml.lastIndexOf('<', at - 1) > mark) throw new SyntaxError('it has a tag within a tag')
  if (xml[mark + 1] === '/') {
    document.close(localName(xml.slice(mark + 2, at - 1)))
  } else {
    const isEmpty = xml[at - 2] === '/'
    const name = localName(xml.slice(mark + 1, at - (isEmpty ? 2 : 1)))
    document.open(name)
    if (isEmpty) document.close(name)
  }
  return at
}

/** The elements that are open at one point of the document, and the text of the innermost. */
class OpenDocument {
  readonly #reader: XmlReader
  readonly #path: string[] = []
  #text = ''
  #hasRoot = false

  constructor(reader: XmlReader) {
    this.#reader = reader
  }

  open(name: string): void {
    if (this.#path.length === 0 && this.#hasRoot) throw new SyntaxError('it is more than one document')
    this.#hasRoot = true
    this.#path.push(name)
    this.#text = ''
    this.#reader.open(name, this.#path.length)
  }

  close(name: string): void {
    if (this.#path.at(-1) !== name) throw new SyntaxError(`it closes ${name}, which is not open`)
    this.#reader.close(name, this.#path.length, this.#text)
    this.#path.pop()
    this.#text = ''
  }

  addText(raw: string): void {
    if (this.#path.length > 0) this.#text += decodeEntities(raw)
    else if (raw.trim() !== '') throw new SyntaxError('it is not XML')
  }

  addLiteral(text: string): void {
    this.#text += text
  }

  end(): void {
    if (!this.#hasRoot || this.#path.length > 0) throw new SyntaxError('it ends too early')
  }
}

function afterMark(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw new SyntaxError('it ends too early')
  return at + mark.length
}

function localName(tag: string): string {
  const name = /^[^\s]*/.exec(tag)?.[0] ?? ''
  return name.slice(name.indexOf(':') + 1)
}

const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** @throws SyntaxError for an entity that is none of XML's own. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]*;?)/g, (whole, entity: string) => {
    const character = entity.endsWith(';') ? characterOf(entity.slice(0, -1)) : undefined
    if (character === undefined) throw new SyntaxError(`it holds an unknown entity, ${whole.slice(0, 12)}`)
    return character
  })
}

function characterOf(entity: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity) ?? []
  if (hexadecimal === undefined && decimal === undefined) return NAMED.get(entity)
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}
