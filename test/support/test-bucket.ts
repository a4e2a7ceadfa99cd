import { StoredBucket, type StoredUpload } from '../../src/sandbox/stored-bucket.js'

/** Bucket that can hold objects, and that lists a page of very many uploads without sorting all of them. */
export class TestBucket extends StoredBucket {
  /** Keys of objects. */
  readonly objects = new Set<string>()
  #order: StoredUpload[] = []
  #isSorted = true

  override addUpload(key: string, initiated: number, uploadId?: string): StoredUpload {
    const upload = super.addUpload(key, initiated, uploadId)
    this.#order.push(upload)
    this.#isSorted = false
    return upload
  }

  upload(key: string, uploadId: string): StoredUpload | undefined {
    const upload = this.uploads.get(uploadId)
    return upload?.key === key ? upload : undefined
  }

  /** Yields the uploads in the order of `rank`, from the first whose rank is greater than `after`. */
  *uploadsInOrder(rank: (upload: StoredUpload) => string, after: string): Generator<StoredUpload> {
    if (!this.#isSorted) {
      const ranks = new Map(this.#order.map((upload) => [upload, rank(upload)]))
      this.#order.sort((a, b) => ((ranks.get(a) ?? '') < (ranks.get(b) ?? '') ? -1 : 1))
      this.#isSorted = true
    }
    for (let at = this.#firstAfter(rank, after); at < this.#order.length; at++) {
      const upload = this.#order[at]
      if (upload && this.uploads.has(upload.uploadId)) yield upload
    }
  }

  #firstAfter(rank: (upload: StoredUpload) => string, after: string): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const upload = this.#order[middle]
      if (upload && rank(upload) <= after) low = middle + 1
      else high = middle
    }
    return low
  }
}
