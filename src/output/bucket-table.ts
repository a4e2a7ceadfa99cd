import type { Blocking } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { CliError } from '../errors.js'
import { colorsFor } from './colors.js'
import { errorObject, type MachineFormat, type Row, rowWriter, timeValue } from './records.js'
import { blockingRow, describeBlocking } from './scan-text.js'
import { renderTable } from './table.js'
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
  const rank = ({ scan, error }: BucketSummary) => (error ? undefined : RANKS[order](scan))
  return summaries.toSorted((one, other) => {
    const [first, second] = [rank(one), rank(other)]
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined)
    return sign * (first - second)
  })
}

const RANKS: Readonly<Record<Exclude<BucketOrder, 'name'>, (scan: UploadScan) => number | undefined>> = {
  age: ({ oldest }) => oldest?.initiated,
  size: ({ bytes, includesParts }) => (includesParts ? -bytes : undefined),
  uploads: ({ matchedCount }) => -matchedCount,
}

export interface BucketTableOptions {
  readonly includesParts: boolean
  /** Conditions as flags. `''` for whole buckets. */
  readonly conditions: string
}

export async function renderBuckets(
  summaries: readonly BucketSummary[],
  { includesParts, conditions }: BucketTableOptions,
  screen: Screen,
): Promise<string> {
  if (summaries.length === 0) return 'No buckets found.\n'
  const { width } = screen
  const colors = colorsFor(screen)
  const columns = [
    { heading: 'BUCKET' },
    { heading: 'UPLOADS', isNumber: true },
    ...(includesParts ? [{ heading: 'SIZE', isNumber: true }] : []),
    { heading: 'OLDEST', isNumber: true },
    { heading: 'RECENT', isNumber: true },
  ]
  const nameWidth = width - (includesParts ? 42 : 30)
  const rows = summaries.map(({ bucket, scan, error }) => {
    const name = shortenEnd(displaySafe(bucket), Math.max(nameWidth, 16))
    if (error) return [name, colors.error('unknown'), ...columns.slice(2).map(() => '')]
    const { matchedCount, oldest, now, recentCount, bytes, unknownSizeCount } = scan
    const size = `${unknownSizeCount > 0 ? '≥ ' : ''}${formatSize(bytes)}`
    const recent = recentCount > 0 ? colors.recent(`${formatNumber(recentCount)}*`) : '0'
    const age = oldest ? formatAge(oldest.initiated, now) : ''
    return [name, formatNumber(matchedCount), ...(includesParts ? [size] : []), age, recent]
  })
  const hasRecent = summaries.some(({ scan, error }) => !error && scan.recentCount > 0)
  const notes = [
    ...(conditions === '' ? [] : [`Only uploads that match ${conditions}.`]),
    ...(hasRecent ? ['* Started in the last 24 hours and may still be in progress.'] : []),
    ...blockingNotes(summaries),
  ]
  const footer = notes.length === 0 ? '' : `\n${wrapFor(screen, notes.join('\n'))}\n`
  return (await renderTable(columns, rows, screen)) + footer
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

export interface BucketsDocument {
  readonly isVerifying: boolean
  readonly envelope: Row
  readonly isTerminal: boolean
}

/** Renders one row per bucket for programs. */
export function bucketsDocument(
  format: MachineFormat,
  summaries: readonly BucketSummary[],
  { isVerifying, envelope, isTerminal }: BucketsDocument,
): string {
  const isTabular = format === 'csv' || format === 'tsv'
  const counts = isVerifying ? ['Clear', 'Remaining', 'AgeUnknown'] : ['Total']
  const columns = ['Bucket', ...counts, 'Size', 'SizeUnknown', 'Oldest', 'Recent', 'Error']
  const writer = rowWriter(format, { envelope, columns, rowsName: 'Buckets', isTerminal })
  const rows = summaries.map((summary) => {
    const row = isVerifying ? verifyRow(summary) : listRow(summary)
    return isTabular && summary.error ? { ...row, Error: summary.error.message } : row
  })
  return writer.rows(rows) + writer.close()
}

function listRow({ bucket, scan, error }: BucketSummary): Row {
  if (error) return { Bucket: bucket, Error: errorObject(error) }
  const { matchedCount, includesParts, bytes, unknownSizeCount, oldest, recentCount } = scan
  const sizes = includesParts && { Size: bytes, SizeUnknown: unknownSizeCount }
  return { Bucket: bucket, Total: matchedCount, ...sizes, Oldest: timeValue(oldest?.initiated), Recent: recentCount }
}

function verifyRow({ bucket, scan, blocking, error }: BucketSummary): Row {
  if (error) return { Bucket: bucket, Clear: false, Error: errorObject(error) }
  return { Bucket: bucket, ...verifyFields(scan, blocking), Recent: scan.recentCount }
}

/** Returns the result of `verify` for one bucket. */
export function verifyFields(scan: UploadScan, blocking: Blocking | undefined): Row {
  return {
    Clear: scan.isBucketClear,
    Remaining: scan.matchedCount,
    AgeUnknown: scan.unknownAgeCount,
    Oldest: timeValue(scan.oldest?.initiated),
    Blocking: blocking && blockingRow(blocking),
  }
}
