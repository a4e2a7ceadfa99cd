import { isAscii } from 'node:buffer'
import { decodeEntities } from './reader.js'

/** An element that may be met: with text, which is kept in its place, or with elements of its own. */
export interface Shape {
  readonly open: Uint8Array
  readonly close: Uint8Array
  readonly place?: number
  readonly inner: readonly Shape[]
}

export function shape(name: string, content: number | readonly Shape[]): Shape {
  const tags = { open: Buffer.from(`<${name}>`), close: Buffer.from(`</${name}>`) }
  return typeof content === 'number' ? { ...tags, place: content, inner: [] } : { ...tags, inner: content }
}

const LESS = 0x3c
const AMPERSAND = 0x26
const XML_DECLARATION = Buffer.from('<?xml ')

/**
 * A place in the bytes of a document whose form is known. What is taken is stepped over, white space before a tag
 * with it; what is not as expected is not taken.
 */
export class XmlScan {
  readonly #bytes: Buffer
  readonly #encoding: 'latin1' | 'utf8'
  /** The last text of each place: owners and storage classes are the same all over, and are made once. */
  readonly #last: (Span | undefined)[] = []
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#encoding = isAscii(bytes) ? 'latin1' : 'utf8'
  }

  takeRoot(name: string): boolean {
    if (this.#takeBytes(XML_DECLARATION)) this.#at = this.#bytes.indexOf('?>', this.#at) + 2
    this.#skipSpace()
    const tag = this.#takeTag()
    return tag?.split(' ', 1)[0] === name && !tag.endsWith('/')
  }

  take(tag: Uint8Array): boolean {
    this.#skipSpace()
    return this.#takeBytes(tag)
  }

  isAtEnd(): boolean {
    this.#skipSpace()
    return this.#at === this.#bytes.length
  }

  /** Takes what is inside of an element, and its end. Every text comes once; the order is mostly the usual one. */
  takeInner({ inner, close }: Shape, texts: (string | undefined)[]): boolean {
    for (let next = 0; ; next++) {
      next = this.#takeOneOf(inner, next)
      const element = inner[next]
      if (!element) return this.#takeBytes(close)
      if (element.place === undefined) {
        if (!this.takeInner(element, texts)) return false
      } else {
        const text = this.#takeText(element.close, element.place)
        if (text === undefined || texts[element.place] !== undefined) return false
        texts[element.place] = text
      }
    }
  }

  /** Takes an element of any name with nothing but text in it. */
  takeAny(): { name: string; text: string } | undefined {
    this.#skipSpace()
    const [, name, isEmpty] = /^([a-z]+)(\/?)$/i.exec(this.#takeTag() ?? '') ?? []
    if (name === undefined) return undefined
    const text = isEmpty ? '' : this.#takeText(Buffer.from(`</${name}>`))
    return text === undefined ? undefined : { name, text }
  }

  /** Which of them it is, from `first` on and around; -1 where it is none. */
  #takeOneOf(shapes: readonly { open: Uint8Array }[], first: number): number {
    this.#skipSpace()
    for (let tried = 0; tried < shapes.length; tried++) {
      const at = (first + tried) % shapes.length
      const candidate = shapes[at]
      if (candidate && this.#takeBytes(candidate.open)) return at
    }
    return -1
  }

  /** Takes text, and the tag that must follow it. */
  #takeText(close: Uint8Array, place?: number): string | undefined {
    const bytes = this.#bytes
    const from = this.#at
    let to = from
    let hasEntity = false
    for (; bytes[to] !== LESS; to++) {
      if (to >= bytes.length) return undefined
      if (bytes[to] === AMPERSAND) hasEntity = true
    }
    this.#at = to
    if (!this.#takeBytes(close)) return undefined
    const last = place === undefined ? undefined : this.#last[place]
    if (last && isRepeated(bytes, last, from, to)) return last.text
    const raw = bytes.toString(this.#encoding, from, to)
    const text = hasEntity ? decodeEntities(raw) : raw
    if (place !== undefined) this.#last[place] = { text, from, to }
    return text
  }

  #takeTag(): string | undefined {
    const end = this.#bytes.indexOf('>', this.#at)
    if (this.#bytes[this.#at] !== LESS || end < 0) return undefined
    const tag = this.#bytes.toString('latin1', this.#at + 1, end)
    if (tag.includes('<')) return undefined
    this.#at = end + 1
    return tag
  }

  #takeBytes(expected: Uint8Array): boolean {
    const bytes = this.#bytes
    const at = this.#at
    for (let index = 0; index < expected.length; index++)
      if (bytes[at + index] !== expected[index]) return false
    this.#at = at + expected.length
    return true
  }

  #skipSpace(): void {
    while (isSpace(this.#bytes[this.#at])) this.#at++
  }
}

interface Span {
  readonly text: string
  readonly from: number
  readonly to: number
}

/** Looked at from the end, where keys differ first. */
function isRepeated(bytes: Uint8Array, last: Span, from: number, to: number): boolean {
  const length = to - from
  if (last.to - last.from !== length) return false
  for (let back = 1; back <= length; back++) if (bytes[last.to - back] !== bytes[to - back]) return false
  return true
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
