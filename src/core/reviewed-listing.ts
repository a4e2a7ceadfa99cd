import { JsonListing } from './json-listing.js'
import { JsonSplitter } from './json-splitter.js'
import { TargetIndex } from './target-index.js'
import { TsvListing } from './tsv-listing.js'

/** Uploads that a user has reviewed and wants to abort. */
export class ReviewedListing {
  readonly targets = new TargetIndex()
  /** False if an upload is listed without its bucket. */
  namesBucket = true
  /** Bucket of an upload, if it is not the expected one. */
  otherBucket: string | undefined
  readonly #bucket: string

  constructor(bucket: string) {
    this.#bucket = bucket
  }

  /** @throws SyntaxError if the names identify no upload. */
  add(key: unknown, uploadId: unknown, line: number): void {
    if (!isName(key) || !isName(uploadId)) throw new SyntaxError(`Line ${line} has no Key or UploadId.`)
    this.targets.add({ key, uploadId })
  }

  /** Records the bucket of an upload. Undefined if none is named. */
  addBucket(bucket: unknown, line: number): void {
    if (bucket === undefined) this.namesBucket = false
    else if (!isName(bucket)) throw new SyntaxError(`Line ${line} has an invalid Bucket.`)
    else if (bucket !== this.#bucket) this.otherBucket = bucket
  }
}

/** Reader of one format. Its methods throw SyntaxError with a sentence that names the line. */
interface FormatReader {
  push(text: string): void
  end(): void
}

/**
 * Reads what `list` writes as json, ndjson and tsv, and the JSON of `aws s3api list-multipart-uploads`. The first
 * character selects the format: no tsv of `list` starts with a brace or a bracket.
 */
export class ReviewedListingReader {
  readonly #listing: ReviewedListing
  // Fatal, because a replaced byte would name another key.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #format: FormatReader | undefined

  constructor(bucket: string) {
    this.#listing = new ReviewedListing(bucket)
  }

  /** @throws SyntaxError with a sentence for the user. */
  push(bytes: Uint8Array): void {
    this.#read(this.#decode(bytes))
  }

  /** @throws SyntaxError with a sentence for the user. An empty file has no uploads: the AWS CLI writes it. */
  end(): ReviewedListing {
    this.#read(this.#decode())
    this.#format?.end()
    return this.#listing
  }

  #read(text: string): void {
    if (text === '') return
    this.#format ??= /^[{[]/.test(text)
      ? new JsonSplitter(new JsonListing(this.#listing))
      : new TsvListing(this.#listing)
    this.#format.push(text)
  }

  #decode(bytes?: Uint8Array): string {
    try {
      return bytes ? this.#decoder.decode(bytes, { stream: true }) : this.#decoder.decode()
    } catch {
      throw new SyntaxError('It is not UTF-8 text.')
    }
  }
}

/** JSON can hold a lone surrogate, which is part of no key and cannot be sent. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}
