import type { Blocking, Presence } from '../core/bucket.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { Row } from './records.js'
import { describeAge, formatNumber, pluralize } from './text.js'

/**
 * Returns the sentences that sum up a scan. It claims nothing about a bucket of which only a part was asked for. Below a
 * table, recent uploads have a mark. `conditions` are flags, or `''` for the whole bucket.
 */
export function scanSummary(
  scan: UploadScan,
  { bucket, conditions }: { readonly bucket: string; readonly conditions: string },
  isBelowTable = false,
): string {
  const { matchedCount, oldest, now, recentCount, newSinceStart, isBucketClear } = scan
  const name = displaySafe(bucket)
  const isWhole = conditions === ''
  if (matchedCount === 0) {
    if (isWhole && isBucketClear) return `${name} has no incomplete uploads.`
    if (isWhole && newSinceStart === 0) return `No uploads found in ${name}.`
    return `No uploads match${isWhole ? '' : ` ${conditions}`}.${othersSentence(name, scan)}`
  }
  const verb = matchedCount === 1 ? 'matches' : 'match'
  const count = isWhole ? pluralize(matchedCount, 'incomplete upload') : `${pluralize(matchedCount, 'upload')} ${verb}`
  const age = oldest === undefined ? '' : ` Oldest: ${describeAge(oldest.initiated, now)}.`
  const recent = recentCount === 0 ? '' : `${isBelowTable ? '\n* ' : ' '}${recentSentence(scan)}.`
  const size = scan.includesParts ? sizePhrase(sizesOf(scan)) : ''
  return `${count}${size}.${age}${recent}`
}

/** Returns a sentence about the uploads that do not match, or `''` if the run does not know them. */
export function othersSentence(bucket: string, { others, isBucketClear }: UploadScan): string {
  if (isBucketClear) return ` ${bucket} has no incomplete uploads.`
  if (others === undefined || 'error' in others || others.count === 0) return ''
  return ` ${bucket} has ${others.isComplete ? '' : 'more than '}${pluralize(others.count, 'other')}.`
}

export function recentSentence(scan: UploadScan): string {
  return `${formatNumber(scan.recentCount)} started ${recentTime([scan])} and may still be in progress`
}

/** Returns when uploads started that count as recent. */
export function recentTime(scans: readonly UploadScan[]): string {
  const hasUndated = scans.some(({ undatedCount }) => undatedCount > 0)
  return hasUndated ? 'in the last 24 hours, or at an unknown time,' : 'in the last 24 hours'
}

/** Sizes of several uploads, of which some may be unknown. */
interface Sizes {
  readonly uploads: number
  readonly bytes: number
  readonly unknownSizeCount: number
}

export function sizesOf({ matchedCount, bytes, unknownSizeCount }: UploadScan) {
  return { uploads: matchedCount, bytes, unknownSizeCount }
}

/** Returns the sum of the known sizes. Undefined if all are unknown. */
export function knownBytes({ uploads, bytes, unknownSizeCount }: Sizes): number | undefined {
  return uploads > 0 && unknownSizeCount === uploads ? undefined : bytes
}

/** Returns the sum of the known sizes after a comma, or `''` if none is known. */
export function sizePhrase(sizes: Sizes): string {
  const bytes = knownBytes(sizes)
  if (bytes === undefined) return ''
  return `, ${sizes.unknownSizeCount > 0 ? 'at least ' : ''}${formatSize(bytes)}`
}

/** Formats the sum of the known sizes, with a mark if some are unknown. */
export function minimumSize(sizes: Sizes): string {
  const bytes = knownBytes(sizes)
  if (bytes === undefined) return '-'
  return `${sizes.unknownSizeCount > 0 ? '≥ ' : ''}${formatSize(bytes)}`
}

/** Returns the note on rows that `--limit` leaves out. */
export function limitText(shown: number, total: number): string {
  return `Showing ${formatNumber(shown)} of ${formatNumber(total)}.`
}

export function describeBlocking({ objects, versions }: Blocking): string {
  if (objects === true) return 'Objects still block DeleteBucket.'
  // Current objects are versions too.
  const kind = objects === false ? 'Old versions or delete markers' : 'Objects or versions'
  if (versions === true) return `${kind} still block DeleteBucket.`
  if (objects !== false) return `Could not check for objects (${displaySafe(objects.code)}).`
  if (versions === false) return 'No objects or versions found.'
  return `No objects found. Could not check for old versions (${displaySafe(versions.code)}).`
}

export function blockingRow({ objects, versions }: Blocking): Row {
  const value = (presence: Presence) => (typeof presence === 'boolean' ? presence : null)
  return { Objects: value(objects), Versions: value(versions) }
}
