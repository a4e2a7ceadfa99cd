import { TargetIndex } from './target-index.js'

/** Uploads that a user has reviewed and wants to abort. */
export class ReviewedListing {
  readonly targets = new TargetIndex()
  /** False if an upload is listed without its bucket. */
  namesBucket = true
  /** First bucket that is not the expected one, and its line. */
  otherBucket: { readonly name: string; readonly line: number } | undefined
  readonly #bucket: string

  constructor(bucket: string) {
    this.#bucket = bucket
  }

  /** @throws SyntaxError if the names identify no upload. */
  add(key: unknown, uploadId: unknown, line: number): void {
    if (!isName(key) || !isName(uploadId))
      throw new SyntaxError(`Line ${line} has ${key && uploadId ? 'an invalid' : 'no'} Key or UploadId.`)
    this.targets.add({ key, uploadId })
  }

  /** Records the bucket of an upload. Undefined if none is named. */
  addBucket(bucket: unknown, line: number): void {
    if (bucket === undefined) this.namesBucket = false
    else if (!isName(bucket)) throw new SyntaxError(`Line ${line} has an invalid Bucket.`)
    else if (bucket !== this.#bucket) this.otherBucket ??= { name: bucket, line }
  }
}

/** JSON can hold a lone surrogate, which is part of no key and cannot be sent. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}
