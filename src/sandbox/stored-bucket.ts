import { createHash, randomBytes } from 'node:crypto'

/** Incomplete upload. Times are in milliseconds since 1970, sizes in bytes. */
export interface StoredUpload {
  readonly key: string
  readonly uploadId: string
  readonly initiated: number
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

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Keeps an age from being shown as one unit less, because a `Date` header has no fractions of a second. */
const MARGIN = 10_000
const PART_SIZE = 64 * 2 ** 20

/** Adds the uploads that a few crashed jobs could leave. Their IDs are always the same, so that the docs can show them. */
export function fillDemoBucket(bucket: StoredBucket, now: number): void {
  for (const [key, age, parts] of DEMO_UPLOADS) {
    const initiated = now - age - MARGIN
    const hash = createHash('sha256').update(`${age} ${key}`).digest('base64url')
    const upload = bucket.addUpload(key, initiated, `2~${hash.slice(0, 31)}`)
    for (let number = 1; number <= parts; number++)
      upload.parts.set(number, { size: PART_SIZE, modified: initiated + number * 2_000 })
  }
}

const DEMO_UPLOADS: readonly (readonly [key: string, age: number, parts: number])[] = [
  ['checkpoints/llama-70b/step-12000/rank-00.pt', 94 * DAY + 3 * HOUR, 210],
  ['checkpoints/llama-70b/step-12000/rank-01.pt', 94 * DAY + 3 * HOUR, 208],
  ['checkpoints/llama-70b/step-12000/rank-02.pt', 94 * DAY + 3 * HOUR, 195],
  ['checkpoints/llama-70b/step-18500/rank-07.pt', 31 * DAY + 8 * HOUR, 64],
  ['checkpoints/llama-70b/step-18500/rank-07.pt', 31 * DAY + 7 * HOUR, 71],
  ['checkpoints/llama-70b/step-18500/rank-07.pt', 31 * DAY + 6 * HOUR, 12],
  ['checkpoints/moe-8x7b/latest.safetensors', 9 * DAY + 14 * HOUR, 340],
  ['datasets/common-crawl/2026-38/part-00017.tar.zst', 58 * DAY, 88],
  ['datasets/common-crawl/2026-38/part-00018.tar.zst', 58 * DAY, 41],
  ['datasets/large-archive.tar', 221 * DAY + 5 * HOUR, 512],
  ['datasets/日本語 corpus/été 2026.parquet', 17 * DAY + 2 * HOUR, 23],
  ['exports/q3 report (final) + notes.csv', 3 * DAY + 4 * HOUR, 1],
  ['exports/100%25 done.csv', 3 * DAY + 4 * HOUR, 1],
  ['tmp/line\nbreak.bin', 12 * DAY, 2],
  ['tmp/\u001b[31mred alert\u001b[0m.bin', 12 * DAY, 0],
  ['checkpoints/moe-8x7b/step-00400.safetensors', 26 * MINUTE, 19],
  ['datasets/common-crawl/2026-47/part-00003.tar.zst', 4 * MINUTE, 3],
]
