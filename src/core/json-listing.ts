import type { ReviewedListing } from './reviewed-listing.js'

type Json = Readonly<Record<string, unknown>>

/** Limit of one value in characters. A key has at most 1,024 bytes, but a hostile server may send 1 MB. */
export const MAX_VALUE_LENGTH = 2 ** 23
/** Limit of nested arrays and objects. An upload has two levels. */
const MAX_DEPTH = 16

/**
 * Reads consecutive JSON values: documents with `Uploads`, arrays of uploads, and single uploads. It splits them into
 * texts that are small enough for JSON.parse, which checks them. So a document of 200 MB is read in flat memory.
 */
export class JsonListing {
  /** Number of the current line. */
  line = 1
  readonly #listing: ReviewedListing
  #valueLine = 1
  #depth = 0
  #isInString = false
  #isEscaped = false
  #text = ''
  /** Position in the text up to which it is parsed. */
  #start = 0
  /** Text of the current value around the elements of its lists, which are parsed one by one. */
  #envelope = ''
  /** Depth of the elements of the open list: an array that is a whole value, or its member `Uploads`. 0 for none. */
  #listDepth = 0
  #hasElements = false
  /** True if an element of the current value names no bucket. The value may name it after its elements. */
  #lacksBucket = false

  constructor(listing: ReviewedListing) {
    this.#listing = listing
  }

  push(text: string): void {
    const known = this.#text.length
    this.#text += text
    for (let index = 0; index < text.length; index++) {
      const character = text.charAt(index)
      if (character === '\n') this.line++
      if (this.#isInString) {
        this.#isInString = character !== '"' || this.#isEscaped
        this.#isEscaped = character === '\\' && !this.#isEscaped
      } else {
        this.#readStructure(character, known + index)
      }
    }
    this.#text = this.#depth === 0 ? '' : this.#text.slice(this.#start)
    this.#start = 0
    if (this.#text.length + this.#envelope.length > MAX_VALUE_LENGTH)
      throw this.#error('has a value of more than 8 MiB')
  }

  end(): void {
    if (this.#depth > 0) throw this.#error('ends in the middle of a value')
  }

  #readStructure(character: string, index: number): void {
    if (this.#depth === 0 && !'[{ \t\r\n'.includes(character)) throw this.#error('is not JSON')
    if (character === '"') this.#isInString = true
    else if (character === '[' || character === '{') this.#open(character, index)
    else if (character === ']' || character === '}') this.#close(character, index)
    else if (character === ',' && this.#depth === this.#listDepth) this.#endElement(index)
  }

  #open(character: string, index: number): void {
    if (this.#depth === 0) this.#valueLine = this.line
    if (++this.#depth > MAX_DEPTH) throw this.#error('is nested too deeply')
    if (character === '{' || this.#listDepth > 0 || this.#depth > 2) return
    // Only the last characters, because another document can have a million arrays.
    const before = this.#text.slice(Math.max(this.#start, index - 100), index)
    if (this.#depth === 2 && !/"Uploads"\s*:\s*$/.test(before)) return
    this.#envelope += this.#take(index + 1)
    this.#listDepth = this.#depth
    this.#hasElements = false
  }

  #close(character: string, index: number): void {
    if (this.#depth === this.#listDepth) {
      if (character === '}') throw this.#error('is not JSON')
      const isEmpty = !this.#hasElements && this.#text.slice(this.#start, index).trim() === ''
      if (!isEmpty) this.#endElement(index)
      this.#start = index
      this.#listDepth = 0
    }
    if (--this.#depth === 0) this.#endValue(index + 1)
  }

  #endElement(index: number): void {
    const text = this.#take(index)
    const line = this.line - (text.trimStart().split('\n').length - 1)
    const upload = parseJson(text, line)
    this.#start++ // Skips the comma. At the end of a list, #close goes back.
    this.#hasElements = true
    this.#listing.add(upload['Key'], upload['UploadId'], line)
    if (upload['Bucket'] === undefined) this.#lacksBucket = true
    else this.#listing.addBucket(upload['Bucket'], line)
  }

  #endValue(index: number): void {
    const line = this.#valueLine
    const value = parseJson(this.#envelope + this.#take(index), line)
    const lacksBucket = this.#lacksBucket
    this.#envelope = ''
    this.#lacksBucket = false
    if ('Error' in value) throw new SyntaxError(`Line ${line} has an Error. The listing is not complete.`)
    // Each line of several buckets as ndjson has `Recent`.
    if ('Buckets' in value || 'Recent' in value) throw new SyntaxError(`Line ${line} lists buckets, not uploads.`)
    // The elements are read already, unless the member's name is escaped.
    if ('Uploads' in value && JSON.stringify(value['Uploads']) !== '[]')
      throw new SyntaxError(`Line ${line} has invalid Uploads.`)
    if (Array.isArray(value) || 'Uploads' in value) {
      if (lacksBucket) this.#listing.addBucket(value['Bucket'], line)
    } else if ('Key' in value || !hasNoUploads(value)) {
      this.#listing.add(value['Key'], value['UploadId'], line)
      this.#listing.addBucket(value['Bucket'], line)
    } else if (value['Bucket'] !== undefined) {
      this.#listing.addBucket(value['Bucket'], line)
    }
  }

  #take(end: number): string {
    const taken = this.#text.slice(this.#start, end)
    this.#start = end
    return taken
  }

  #error(reason: string): SyntaxError {
    return new SyntaxError(`Line ${this.line} ${reason}.`)
  }
}

/** Returns true for the last line of the outcomes of an abort, and for what the AWS CLI writes without uploads. */
function hasNoUploads(value: Json): boolean {
  if ('Summary' in value || ('MaxUploads' in value && value['IsTruncated'] === false)) return true
  return /^(Prefix,)?RequestCharged$/.test(Object.keys(value).sort().join())
}

function parseJson(text: string, line: number): Json {
  try {
    return (JSON.parse(text) ?? {}) as Json
  } catch {
    throw new SyntaxError(`Line ${line} is not JSON.`)
  }
}
