import type { Blocking } from '../core/bucket.js'
import { byNumber } from '../core/order.js'
import { displaySafe } from '../core/safe-text.js'
import type { ScanPurpose, UploadScan } from '../core/upload-scan.js'
import type { CliError } from '../errors.js'
import { colorsFor } from './colors.js'
import { errorObject, type MachineFormat, type Row, rowWriter, timeValue } from './records.js'
import { blockingRow, describeBlocking, knownBytes, limitText, minimumSize, recentTime, sizesOf } from './scan-text.js'
import { type Column, renderTable } from './table.js'
import type { Screen } from './terminal.js'
import { formatAge, formatNumber, shortenEnd, wrapFor } from './text.js'

/** Totals of one of several buckets, or the reason why they are unknown. */
export interface BucketSummary {
  readonly bucket: string
  readonly scan: UploadScan
  /** Contents that block DeleteBucket. Only `verify` checks them. */
  readonly blocking?: Blocking
  readonly error?: CliError
}

export const BUCKET_ORDERS = ['age', 'size', 'name', 'uploads'] as const
export type BucketOrder = (typeof BUCKET_ORDERS)[number]

/** Sorts the oldest, the largest or the fullest bucket first. Unknown values come last, also in reverse. */
export function sortBuckets(
  summaries: readonly BucketSummary[],
  order: BucketOrder,
  isReversed: boolean,
): BucketSummary[] {
  const sign = isReversed ? -1 : 1
  if (order === 'name') return summaries.toSorted((one, other) => sign * (one.bucket < other.bucket ? -1 : 1))
  const valueOf = ({ scan, error }: BucketSummary) => (error ? undefined : VALUES[order](scan))
  return summaries.toSorted(byNumber(valueOf, isReversed !== (order !== 'age')))
}

const VALUES = {
  age: ({ oldest }: UploadScan) => oldest?.initiated,
  size: (scan: UploadScan) => knownBytes(sizesOf(scan)),
  uploads: ({ matchedCount }: UploadScan) => matchedCount,
}

interface BucketTableOptions {
  readonly includesParts: boolean
  /** Flags, or `''` for whole buckets. */
  readonly conditions: string
  /** Number of buckets, of which `--limit` can leave out some. */
  readonly total: number
  /** Shows every column in full, also if a line is wider than the terminal. */
  readonly isWide: boolean
}

/** Renders one line per bucket, and notes. */
export async function renderBuckets(
  summaries: readonly BucketSummary[],
  { includesParts, conditions, total, isWide }: BucketTableOptions,
  screen: Screen,
): Promise<string> {
  if (total === 0) return 'No buckets found.\n'
  const { error: red, recent } = colorsFor(screen)
  const nameWidth = isWide ? Infinity : Math.max(screen.width - (includesParts ? 42 : 30), 8)
  const figure = (heading: string, cell: (scan: UploadScan) => string, unknown = ''): Column<BucketSummary> => ({
    heading,
    isNumber: true,
    cell: ({ scan, error }) => (error ? unknown : cell(scan)),
  })
  const columns = [
    { heading: 'BUCKET', cell: ({ bucket }: BucketSummary) => shortenEnd(displaySafe(bucket), nameWidth) },
    figure('UPLOADS', ({ matchedCount }) => formatNumber(matchedCount), red('unknown')),
    ...(includesParts ? [figure('SIZE', (scan) => minimumSize(sizesOf(scan)))] : []),
    figure('OLDEST', ({ oldest, now }) => (oldest ? formatAge(oldest.initiated, now) : '')),
    figure('RECENT', ({ recentCount }) => (recentCount > 0 ? recent(`${formatNumber(recentCount)}*`) : '0')),
  ]
  const recentScans = summaries.flatMap(({ scan, error }) => (error || scan.recentCount === 0 ? [] : scan))
  const notes = [
    ...(summaries.length < total ? [limitText(summaries.length, total)] : []),
    ...(conditions === '' ? [] : [`Only uploads that match ${conditions}.`]),
    ...(recentScans.length > 0 ? [`* Started ${recentTime(recentScans)} and may still be in progress.`] : []),
    ...blockingNotes(summaries),
  ]
  const footer = notes.length === 0 ? '' : `\n${wrapFor(screen, notes.join('\n'))}\n`
  return (await renderTable(columns, summaries, screen)) + footer
}

/** Returns what blocks DeleteBucket in buckets without uploads: one sentence for all of which it is true. */
function blockingNotes(summaries: readonly BucketSummary[]): string[] {
  const buckets = new Map<string, string[]>()
  for (const { bucket, scan, blocking } of summaries) {
    if (!blocking || !scan.isBucketClear || (blocking.objects === false && blocking.versions === false)) continue
    const sentence = describeBlocking(blocking)
    buckets.set(sentence, [...(buckets.get(sentence) ?? []), displaySafe(bucket)])
  }
  return Array.from(buckets, ([sentence, names]) => `${names.join(', ')}: ${sentence}`)
}

interface BucketsDocumentOptions {
  readonly purpose: ScanPurpose
  readonly filter: Row | null
  /** True if `--limit` left out buckets. */
  readonly isTruncated: boolean
  readonly isTerminal: boolean
}

export function bucketsDocument(
  format: MachineFormat,
  summaries: readonly BucketSummary[],
  { purpose, filter, isTruncated, isTerminal }: BucketsDocumentOptions,
): string {
  const isVerifying = purpose === 'verify'
  const isTabular = format === 'csv' || format === 'tsv'
  const columns = ['Bucket', 'Total', 'Size', 'SizeUnknown', 'Oldest', 'Recent', 'Error']
  const writer = rowWriter(format, { envelope: { Filter: filter }, columns, rowsName: 'Buckets', isTerminal })
  const rows = summaries.map(({ bucket, scan, blocking, error }): Row => {
    if (error) {
      const shown = isTabular ? error.message : errorObject(error)
      return { Bucket: bucket, ...(isVerifying && { Clear: false }), Error: shown }
    }
    const fields = isVerifying ? verifyFields(scan, blocking) : listFields(scan)
    return { Bucket: bucket, ...fields, Recent: scan.recentCount }
  })
  return writer.rows(rows) + writer.close(format === 'json' && !isVerifying ? { Truncated: isTruncated } : undefined)
}

function listFields(scan: UploadScan): Row {
  const { matchedCount, includesParts, unknownSizeCount, oldest } = scan
  const sizes = includesParts && { Size: knownBytes(sizesOf(scan)) ?? null, SizeUnknown: unknownSizeCount }
  return { Total: matchedCount, ...sizes, Oldest: timeValue(oldest?.initiated) }
}

export function verifyFields(scan: UploadScan, blocking: Blocking | undefined): Row {
  return {
    Clear: scan.isBucketClear,
    Remaining: scan.matchedCount,
    AgeUnknown: scan.unknownAgeCount,
    Oldest: timeValue(scan.oldest?.initiated),
    Blocking: blocking && blockingRow(blocking),
  }
}
