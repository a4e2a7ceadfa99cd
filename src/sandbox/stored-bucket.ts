import { randomBytes } from 'node:crypto'

/** Incomplete upload. Times are in milliseconds since 1970, sizes in bytes. */
export interface StoredUpload {
  readonly key: string
  readonly uploadId: string
  readonly initiated: number
  /** Parts by part number. */
  readonly parts: Map<number, { readonly size: number; readonly modified: number }>
}

/** Contents of one bucket: incomplete uploads by upload ID, and the XML of its lifecycle rules. */
export class StoredBucket {
  readonly uploads = new Map<string, StoredUpload>()
  lifecycle: string | undefined

  /** Adds an upload. By default, its ID has the form of Ceph RGW, which CoreWeave's examples show too. */
  addUpload(key: string, initiated: number, uploadId = `2~${randomBytes(24).toString('base64url').slice(0, 31)}`) {
    const upload: StoredUpload = { key, uploadId, initiated, parts: new Map() }
    this.uploads.set(uploadId, upload)
    return upload
  }
}
