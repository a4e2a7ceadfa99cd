import { JsonListing, MAX_VALUE_LENGTH } from './json-listing.js'
import { ReviewedListing } from './reviewed-listing.js'
import { unescapeCell } from './safe-text.js'
import { readInstant } from './time.js'

/**
 * Reads what `list` writes as json, ndjson and tsv, and the JSON of `aws s3api list-multipart-uploads`. The first
 * character selects the format: no tsv of `list` starts with a brace or a bracket.
 */
export class ReviewedListingReader {
  readonly #listing: ReviewedListing
  // Fatal, because a replaced byte would name another key.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #format: JsonListing | TsvListing | undefined

  constructor(bucket: string) {
    this.#listing = new ReviewedListing(bucket)
  }

  /** @throws SyntaxError with a sentence for the user. */
  push(bytes: Uint8Array): void {
    // Only a character before the first line break can have begun in earlier bytes. The rest can be checked alone.
    const end = bytes.indexOf(LINE_FEED) + 1
    this.#push(bytes.subarray(0, end))
    this.#push(bytes.subarray(end))
  }

  /** @throws SyntaxError with a sentence for the user. An empty file has no uploads: the AWS CLI writes it. */
  end(): ReviewedListing {
    this.#push()
    this.#format?.end()
    return this.#listing
  }

  /** Without bytes, ends the text. */
  #push(bytes?: Uint8Array): void {
    const text = this.#decode(bytes)
    if (text === '') return
    this.#format ??= /^[{[]/.test(text) ? new JsonListing(this.#listing) : new TsvListing(this.#listing)
    this.#format.push(text)
  }

  #decode(bytes?: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      const line = (this.#format?.line ?? 1) + lineBreaksBeforeInvalid(bytes)
      throw new SyntaxError(`Line ${line} is not UTF-8 text.`)
    }
  }
}

/** Counts the line breaks before the first byte that is not UTF-8. */
function lineBreaksBeforeInvalid(bytes: Uint8Array = new Uint8Array()): number {
  const replaced = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  const end = replaced.findIndex((byte, index) => byte !== bytes[index])
  return bytes.subarray(0, Math.max(0, end)).filter((byte) => byte === LINE_FEED).length
}

const LINE_FEED = 10
/** Numbers of columns that `list` writes. Version 1 wrote three, or six with sizes, without the bucket. */
const COLUMNS = new Set([3, 6, 7])

/** Reads lines of `Key, UploadId, Initiated, Parts, Size, LastActivity, Bucket`, separated by tabs. */
class TsvListing {
  /** Number of the current line. */
  line = 1
  readonly #listing: ReviewedListing
  #rest = ''

  constructor(listing: ReviewedListing) {
    this.#listing = listing
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      this.#read(line)
      this.line++
    }
    if (this.#rest.length > MAX_VALUE_LENGTH) throw this.#error('has more than 8 MiB')
  }

  end(): void {
    this.#read(this.#rest)
  }

  #read(text: string): void {
    const row = text.replace(/\r$/, '')
    // The AWS CLI writes `null` for no uploads with --query Uploads.
    if (row === '' || (row === 'null' && this.line === 1)) return
    const cells = row.split('\t')
    const [key = '', uploadId = '', initiated = '', parts = '', size = '', lastActivity = '', bucket] = cells
    const hasColumns = COLUMNS.has(cells.length)
    const hasTimes = [initiated, lastActivity].every((cell) => cell === '' || readInstant(cell) !== undefined)
    if (!hasColumns && /^"?Key"?,/.test(text)) throw this.#error('is csv, which is for spreadsheets')
    if (!hasColumns || !hasTimes || !/^\d*$/.test(parts + size)) throw this.#error('has other columns than list -o tsv')
    this.#listing.add(this.#unescape(key), this.#unescape(uploadId), this.line)
    this.#listing.addBucket(bucket, this.line)
  }

  #unescape(cell: string): string {
    try {
      return unescapeCell(cell)
    } catch {
      throw this.#error('has an invalid escape sequence')
    }
  }

  #error(reason: string): SyntaxError {
    return new SyntaxError(`Line ${this.line} ${reason}.`)
  }
}
