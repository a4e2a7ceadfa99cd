import { readInstant } from './instant.js'
import { MAX_VALUE_LENGTH } from './json-splitter.js'
import type { ReviewedListing } from './reviewed-listing.js'
import { unescapeCell } from './safe-text.js'

const COLUMNS = 7
/** Number of columns in version 1, without and with sizes. It wrote no bucket. */
const COLUMNS_WITHOUT_BUCKET = new Set([3, 6])

/** Reads lines of `Key, UploadId, Initiated, Parts, Size, LastActivity, Bucket`, separated by tabs. */
export class TsvListing {
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
    if (this.#rest.length > MAX_VALUE_LENGTH)
      throw new SyntaxError(`Line ${this.#line + 1} has more than 8 MiB.`)
  }

  end(): void {
    if (this.#rest !== '') this.#read(this.#rest)
  }

  #read(text: string): void {
    const line = ++this.#line
    if (text === '' || text === '\r') return
    const cells = text.replace(/\r$/, '').split('\t')
    const [key = '', uploadId = '', initiated = '', parts = '', size = '', lastActivity = '', bucket] = cells
    if (cells.length !== COLUMNS && !COLUMNS_WITHOUT_BUCKET.has(cells.length)) {
      const reason = /^"?Key"?,/.test(text)
        ? 'is csv, which is for spreadsheets'
        : 'has other columns than list -o tsv'
      throw new SyntaxError(`Line ${line} ${reason}.`)
    }
    if (!isTime(initiated) || !isTime(lastActivity) || !/^\d*\t\d*$/.test(`${parts}\t${size}`))
      throw new SyntaxError(`Line ${line} has other columns than list -o tsv.`)
    this.#listing.add(this.#unescape(key), this.#unescape(uploadId), line)
    this.#listing.addBucket(bucket, line)
  }

  #unescape(cell: string): string {
    try {
      return unescapeCell(cell)
    } catch {
      throw new SyntaxError(`Line ${this.#line} has an invalid escape sequence.`)
    }
  }
}

function isTime(cell: string): boolean {
  return cell === '' || readInstant(cell) !== undefined
}
