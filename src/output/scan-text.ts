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
  const { matchedCount, oldest, now, recentCount, incompleteReason } = scan
  const name = displaySafe(bucket)
  const isWhole = conditions === ''
  if (matchedCount === 0 && !isWhole) return `No uploads match ${conditions}.${othersSentence(name, scan)}`
  if (matchedCount === 0)
    return incompleteReason === undefined ? `${name} has no incomplete uploads.` : `No uploads found in ${name}.`
  const verb = matchedCount === 1 ? 'matches' : 'match'
  const count = isWhole ? pluralize(matchedCount, 'incomplete upload') : `${pluralize(matchedCount, 'upload')} ${verb}`
  const age = oldest === undefined ? '' : ` Oldest: ${describeAge(oldest.initiated, now)}.`
  const recent = recentCount === 0 ? '' : `${isBelowTable ? '\n* ' : ' '}${recentSentence(recentCount)}.`
  return `${count}${sizePhrase(scan)}.${age}${recent}`
}

/** Returns a sentence about the uploads that do not match, or `''` if the run has not listed them. */
function othersSentence(bucket: string, { others }: UploadScan): string {
  if (others === undefined || 'error' in others) return ''
  const { count, isComplete } = others
  if (count > 0) return ` ${bucket} has ${isComplete ? '' : 'more than '}${pluralize(count, 'other')}.`
  return isComplete ? ` ${bucket} has no incomplete uploads.` : ''
}

export function recentSentence(count: number): string {
  return `${formatNumber(count)} started in the last 24 hours and may still be in progress`
}

/** Returns the total size of the uploads that match, after a comma. Returns `''` if their parts were not requested. */
export function sizePhrase({ bytes, unknownSizeCount, includesParts }: UploadScan): string {
  return includesParts ? `, ${unknownSizeCount > 0 ? 'at least ' : ''}${formatSize(bytes)}` : ''
}

/** Sizes of several uploads, of which some may be unknown. */
interface Sizes {
  readonly uploads: number
  readonly bytes: number
  readonly unknownSizeCount: number
}

/** Returns the sum of the known sizes. Undefined if all are unknown. */
export function knownBytes({ uploads, bytes, unknownSizeCount }: Sizes): number | undefined {
  return uploads > 0 && unknownSizeCount === uploads ? undefined : bytes
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
  if (versions === true) return 'Old versions or delete markers still block DeleteBucket.'
  const unknown = [objects, versions].find((presence) => typeof presence === 'object')
  if (typeof unknown === 'object') return `Could not check for objects (${displaySafe(unknown.code)}).`
  return 'No objects or versions found.'
}

export function blockingRow({ objects, versions }: Blocking): Row {
  const value = (presence: Presence) => (typeof presence === 'boolean' ? presence : null)
  return { Objects: value(objects), Versions: value(versions) }
}
