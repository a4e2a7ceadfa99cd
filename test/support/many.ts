import { entry, type Fault, page } from './faults.js'

const PAGE = 1000

/** A listing of so many uploads that no one holds: each page is made when it is asked for. */
export function listingOf(total: number): Fault {
  return (incoming, outgoing) => {
    const query = new URL(incoming.url ?? '', 'http://x').searchParams
    const first = Number(query.get('upload-id-marker') ?? -1) + 1
    const count = Math.min(PAGE, total - first)
    const entries = Array.from({ length: count }, (_, index) =>
      entry(`checkpoints/run-${(first + index) % 50}/part-${first + index}.bin`, String(first + index)),
    )
    page(entries.join(''), { isTruncated: first + count < total })(incoming, outgoing)
  }
}
