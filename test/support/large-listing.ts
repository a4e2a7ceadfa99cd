import { entry, type Fault, page } from './faults.js'

const PAGE_SIZE = 1000

/** Returns a fault that lists many uploads. It creates each page on request, to save memory. */
export function largeListing(total: number): Fault {
  return (incoming, outgoing) => {
    const query = new URL(incoming.url ?? '', 'http://x').searchParams
    const first = Number(query.get('upload-id-marker') ?? -1) + 1
    const count = Math.min(PAGE_SIZE, total - first)
    const entries = Array.from({ length: count }, (_, index) =>
      entry(`checkpoints/run-${(first + index) % 50}/part-${first + index}.bin`, String(first + index)),
    )
    page(entries.join(''), { isTruncated: first + count < total })(incoming, outgoing)
  }
}

/** Yields the output of `list` for uploads of the bucket `bkt`. */
export function* listingLines(uploads: number, format: string): Generator<string> {
  if (format === 'json') yield '{"Bucket":"bkt","Uploads":['
  for (let index = 0; index < uploads; index++) {
    const [key, uploadId] = [`checkpoints/run-${index % 50}/part-${index}.bin`.padEnd(80, 'x'), `2~${index}`]
    if (format === 'tsv') {
      yield `${key}\t${uploadId}\t2026-11-01T00:00:00.000Z\t\t\t\tbkt\n`
    } else {
      const separator = format === 'ndjson' || index === 0 ? '' : ','
      yield `${separator}${JSON.stringify({ Bucket: 'bkt', Key: key, UploadId: uploadId, StorageClass: 'STANDARD' })}\n`
    }
  }
  if (format === 'json') yield ']}'
}
