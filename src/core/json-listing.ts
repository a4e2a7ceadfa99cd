import type { JsonSink } from './json-splitter.js'
import type { ReviewedListing } from './reviewed-listing.js'

type Json = Readonly<Record<string, unknown>>

/** Reads documents with `Uploads`, arrays of uploads, and single uploads. */
export class JsonListing implements JsonSink {
  readonly #listing: ReviewedListing
  /** True if an element of the current value names no bucket. The document may name it after its elements. */
  #lacksBucket = false

  constructor(listing: ReviewedListing) {
    this.#listing = listing
  }

  onElement(text: string, endLine: number): void {
    const line = startLine(text, endLine)
    this.#addElement(parseJson(text, line), line)
  }

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
