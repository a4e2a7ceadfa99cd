import { randomBytes } from 'node:crypto'

export interface StoredPart {
  readonly number: number
  readonly size: number
  readonly modified: number
}

export interface StoredUpload {
  readonly key: string
  readonly uploadId: string
  /** Time at which it was initiated, in milliseconds since 1970. */
  readonly initiated: number
  readonly parts: Map<number, StoredPart>
}

/** Contents of one bucket: incomplete uploads, keys of objects, and the lifecycle configuration. */
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

  /** Finds an upload by its key and its upload ID. */
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

/** Returns a random upload ID in the form of Ceph RGW, which CoreWeave's examples show too. */
export function newUploadId(): string {
  return `2~${randomBytes(24).toString('base64url').slice(0, 31)}`
}
