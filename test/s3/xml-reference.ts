import type { XmlElement } from '../../src/s3/xml.js'

const TOKEN =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?<cdata>.*?)\]\]>|<(?<slash>\/?)(?<tag>[^<>!?](?:"[^"<]*"|'[^'<]*'|[^<>"'])*|)>|(?<text>[^<]+)/gsy
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

interface OpenElement {
  readonly name: string
  readonly children: XmlElement[]
  text: string
}

/**
 * Reads XML with one regular expression, for comparison with `parseXml`. It is less strict, because names and
 * attributes can contain any character.
 */
export function referenceXml(xml: string): XmlElement {
  const document: OpenElement = { name: '', children: [], text: '' }
  const open = [document]
  const input = xml.replace(/^\uFEFF/, '')
  let length = 0
  for (const { 0: token, groups: { cdata, slash, tag, text } = {} } of input.matchAll(TOKEN)) {
    length += token.length
    const current = open.at(-1) ?? document
    if (tag !== undefined) readTag(open, slash === '/', tag)
    else current.text += cdata ?? decoded(text ?? '')
  }
  if (length < input.length || open.length > 1 || document.children.length > 1) throw new SyntaxError('end')
  const [root] = closed(document).children
  if (!root) throw new SyntaxError('no root')
  return root
}

function readTag(open: OpenElement[], isEnd: boolean, tag: string): void {
  const isEmpty = tag.endsWith('/')
  const [qualified = ''] = (isEmpty ? tag.slice(0, -1) : tag).split(/\s/)
  const name = qualified.slice(qualified.lastIndexOf(':') + 1)
  if (!isEnd) open.push({ name, children: [], text: '' })
  if (!isEnd && !isEmpty) return
  const element = open.pop()
  const parent = open.at(-1)
  if (element?.name !== name || !parent) throw new SyntaxError('end tag')
  parent.children.push(closed(element))
}

function closed({ name, children, text }: OpenElement): XmlElement {
  if (children.length > 0 && text.trim() !== '') throw new SyntaxError('mixed content')
  return { name, children, text: children.length > 0 ? '' : text }
}

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6};|#\d{1,7};|\w+;|)/g, (_, entity: string) => {
    const name = entity.slice(0, -1)
    const code = name.startsWith('#x') ? Number(`0${name.slice(1)}`) : Number(name.slice(1))
    const character = name.startsWith('#') ? String.fromCodePoint(code) : ENTITIES[name]
    if (!character?.isWellFormed()) throw new SyntaxError('entity')
    return character
  })
}
