import { randomBytes } from 'node:crypto'

export interface StoredPart {
  readonly number: number
  readonly size: number
  readonly modified: number
}

export interface StoredUpload {
  readonly key: string
  readonly uploadId: string
  /** Milliseconds since 1970. */
  readonly initiated: number
  readonly parts: Map<number, StoredPart>
}

/** One bucket: its incomplete uploads, the keys of its objects, its lifecycle configuration. */
export class StoredBucket {
  readonly name: string
  readonly uploads = new Map<string, StoredUpload>()
  readonly objects = new Set<string>()
  lifecycle: string | undefined
  #order: StoredUpload[] = []
  #isSorted = true

  constructor(name: string) {
    this.name = name
  }

  addUpload(key: string, initiated: number, uploadId = newUploadId()): StoredUpload {
    const upload = { key, uploadId, initiated, parts: new Map<number, StoredPart>() }
    this.uploads.set(uploadId, upload)
    this.#order.push(upload)
    this.#isSorted = false
    return upload
  }

  /** An upload is found by both names, as stores do. */
  upload(key: string, uploadId: string): StoredUpload | undefined {
    const upload = this.uploads.get(uploadId)
    return upload?.key === key ? upload : undefined
  }

  /** Uploads in the order of `rank`, from the first whose rank is greater than `after`. */
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

/** In the form of Ceph's, which CoreWeave's examples show too: random, so that ids are not in order of time. */
export function newUploadId(): string {
  return `2~${randomBytes(24).toString('base64url').slice(0, 31)}`
}
