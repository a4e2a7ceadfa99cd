/** Receives the names of uploads, as they were read. */
interface ListingSink {
  add(key: unknown, uploadId: unknown, line: number): void
  addBucket(bucket: unknown, line: number): void
}

type Json = Readonly<Record<string, unknown>>

/** Reads documents with `Uploads`, arrays of uploads, and single uploads. */
export class JsonListing {
  readonly #listing: ListingSink
  /** True if an element of the current value names no bucket. The document may name it after its elements. */
  #lacksBucket = false

  constructor(listing: ListingSink) {
    this.#listing = listing
  }

  /** Receives an element of a list: of an array that is a whole value, or of its member `Uploads`. */
  onElement(text: string, endLine: number): void {
    const line = startLine(text, endLine)
    this.#addElement(parseJson(text, line), line)
  }

  /** Receives a whole value, without the elements that `onElement` received. */
  onValue(text: string, endLine: number): void {
    const line = startLine(text, endLine)
    const value = parseJson(text, line)
    const lacksBucket = this.#lacksBucket
    this.#lacksBucket = false
    if (Array.isArray(value)) {
      if (lacksBucket) this.#listing.addBucket(undefined, line)
      return
    }
    if (!isRecord(value)) throw new SyntaxError(`Line ${line} is not a listing.`)
    assertListsUploads(value, line)
    if ('Uploads' in value) {
      // The elements are read already, unless the member's name is escaped.
      if (!isEmptyArray(value['Uploads'])) throw new SyntaxError(`Line ${line} has invalid Uploads.`)
      if (lacksBucket) this.#listing.addBucket(value['Bucket'], line)
      return
    }
    if ('Summary' in value && !('Key' in value)) return // Last line of the outcomes of an abort.
    this.#listing.add(value['Key'], value['UploadId'], line)
    this.#listing.addBucket(value['Bucket'], line)
  }

  #addElement(value: unknown, line: number): void {
    const { Key: key, UploadId: uploadId, Bucket: bucket } = isRecord(value) ? value : {}
    this.#listing.add(key, uploadId, line)
    if (bucket === undefined) this.#lacksBucket = true
    else this.#listing.addBucket(bucket, line)
  }
}

function assertListsUploads(value: Json, line: number): void {
  if ('Error' in value) throw new SyntaxError(`Line ${line} has an Error. The listing is not complete.`)
  if ('Buckets' in value) throw new SyntaxError(`Line ${line} lists buckets, not uploads.`)
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SyntaxError(`Line ${line} is not JSON.`)
  }
}

function startLine(text: string, endLine: number): number {
  return endLine - (text.trimStart().split('\n').length - 1)
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Limit of one value in characters. A key has at most 1,024 bytes, but a hostile server may send 1 MB. */
export const MAX_VALUE_LENGTH = 2 ** 23
/** Limit of nested arrays and objects. An upload has two levels. */
const MAX_DEPTH = 16

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const NEWLINE = 0x0a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const WHITESPACE = new Set([0x20, 0x09, NEWLINE, 0x0d])

/**
 * Splits consecutive JSON values into texts that are small enough for JSON.parse, which checks them. So a document of
 * 200 MB is read in flat memory.
 */
export class JsonSplitter {
  readonly #listing: JsonListing
  #line = 1
  #depth = 0
  /** Depth of the elements of the open list. 0 if there is none. */
  #listDepth = 0
  #elements = 0
  #isInString = false
  #isEscaped = false
  #value = ''
  #element = ''

  constructor(listing: JsonListing) {
    this.#listing = listing
  }

  /** @throws SyntaxError that names the line. */
  push(text: string): void {
    let start = 0
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code === NEWLINE) this.#line++
      if (this.#isInString) {
        this.#readInString(code)
        continue
      }
      switch (code) {
        case QUOTE:
          if (this.#depth === 0) throw this.#error('is not JSON')
          this.#isInString = true
          break
        case OPEN_ARRAY:
        case OPEN_OBJECT:
          if (this.#depth === 0) start = index
          if (++this.#depth > MAX_DEPTH) throw this.#error('is nested too deeply')
          if (code === OPEN_ARRAY && this.#opensList(text.slice(start, index))) {
            this.#value += text.slice(start, index + 1)
            start = index + 1
            this.#listDepth = this.#depth
            this.#elements = 0
          }
          break
        case COMMA:
          if (this.#depth === 0) throw this.#error('is not JSON')
          if (this.#depth !== this.#listDepth) break
          this.#endElement(text.slice(start, index))
          start = index + 1
          break
        case CLOSE_ARRAY:
        case CLOSE_OBJECT:
          if (this.#depth === 0) throw this.#error('is not JSON')
          if (this.#depth === this.#listDepth) {
            if (code === CLOSE_OBJECT) throw this.#error('is not JSON')
            this.#endList(text.slice(start, index))
            start = index
          }
          if (--this.#depth === 0) {
            this.#endValue(text.slice(start, index + 1))
            start = index + 1
          }
          break
        default:
          if (this.#depth === 0 && !WHITESPACE.has(code)) throw this.#error('is not JSON')
      }
    }
    this.#keep(text.slice(start))
  }

  end(): void {
    if (this.#depth > 0) throw this.#error('ends in the middle of a value')
  }

  #readInString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isInString = false
  }

  #opensList(before: string): boolean {
    if (this.#listDepth > 0) return false
    return this.#depth === 1 || (this.#depth === 2 && /"Uploads"\s*:\s*$/.test(this.#value + before))
  }

  #endElement(rest: string): void {
    const text = this.#element + rest
    this.#element = ''
    this.#elements++
    this.#listing.onElement(text, this.#line)
  }

  #endList(rest: string): void {
    this.#listDepth = 0
    if (this.#elements > 0 || (this.#element + rest).trim() !== '') this.#endElement(rest)
    this.#element = ''
  }

  #endValue(rest: string): void {
    const text = this.#value + rest
    this.#value = ''
    this.#listing.onValue(text, this.#line)
  }

  /** Keeps the start of a value that continues in the next text. */
  #keep(rest: string): void {
    if (this.#listDepth > 0) this.#element += rest
    else if (this.#depth > 0) this.#value += rest
    if (this.#element.length + this.#value.length > MAX_VALUE_LENGTH)
      throw this.#error('has a value of more than 8 MiB')
  }

  #error(reason: string): SyntaxError {
    return new SyntaxError(`Line ${this.#line} ${reason}.`)
  }
}
