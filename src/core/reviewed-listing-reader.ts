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

  /** Without bytes, ends the text. @throws SyntaxError with a sentence for the user. */
  push(bytes?: Uint8Array): void {
    const text = this.#decode(bytes)
    if (text === '') return
    this.#format ??= /^[{[]/.test(text) ? new JsonListing(this.#listing) : new TsvListing(this.#listing)
    this.#format.push(text)
  }

  /** @throws SyntaxError with a sentence for the user. An empty file has no uploads: the AWS CLI writes it. */
  end(): ReviewedListing {
    this.push()
    this.#format?.end()
    return this.#listing
  }

  #decode(bytes?: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw new SyntaxError('It is not UTF-8 text.')
    }
  }
}

/** Numbers of columns that `list` writes. Version 1 wrote three, or six with sizes, without the bucket. */
const COLUMNS = new Set([3, 6, 7])

/** Reads lines of `Key, UploadId, Initiated, Parts, Size, LastActivity, Bucket`, separated by tabs. */
class TsvListing {
  readonly #listing: ReviewedListing
  #line = 0
  #rest = ''

  constructor(listing: ReviewedListing) {
    this.#listing = listing
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
    if (this.#rest.length > MAX_VALUE_LENGTH) throw new SyntaxError(`Line ${this.#line + 1} has more than 8 MiB.`)
  }

  end(): void {
    if (this.#rest !== '') this.#read(this.#rest)
  }

  #read(text: string): void {
    this.#line++
    if (text === '' || text === '\r') return
    const cells = text.replace(/\r$/, '').split('\t')
    const [key = '', uploadId = '', initiated = '', parts = '', size = '', lastActivity = '', bucket] = cells
    const hasColumns = COLUMNS.has(cells.length)
    const hasTimes = [initiated, lastActivity].every((cell) => cell === '' || readInstant(cell) !== undefined)
    if (!hasColumns && /^"?Key"?,/.test(text)) throw this.#error('is csv, which is for spreadsheets')
    if (!hasColumns || !hasTimes || !/^\d*$/.test(parts + size)) throw this.#error('has other columns than list -o tsv')
    this.#listing.add(this.#unescape(key), this.#unescape(uploadId), this.#line)
    this.#listing.addBucket(bucket, this.#line)
  }

  #unescape(cell: string): string {
    try {
      return unescapeCell(cell)
    } catch {
      throw this.#error('has an invalid escape sequence')
    }
  }

  #error(reason: string): SyntaxError {
    return new SyntaxError(`Line ${this.#line} ${reason}.`)
  }
}
