import type { Blocking, Presence } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { Row } from './records.js'
import { describeAge, formatNumber, pluralize } from './text.js'

/** Bucket of a scan, and its conditions as flags. */
export interface ScanSubject {
  readonly bucket: string
  /** `''` for the whole bucket. */
  readonly conditions: string
}

/**
 * Returns the sentences that sum up a scan. It claims nothing about a bucket of which only a part was asked for. Below a
 * table, recent uploads have a mark.
 */
export function scanSummary(scan: UploadScan, subject: ScanSubject, isBelowTable = false): string {
  return scan.matchedCount === 0 ? noMatch(scan, subject) : matches(scan, subject, isBelowTable)
}

function noMatch(scan: UploadScan, { bucket, conditions }: ScanSubject): string {
  const name = displaySafe(bucket)
  if (conditions === '')
    return scan.incompleteReason === undefined ? `${name} has no incomplete uploads.` : `No uploads found in ${name}.`
  const others = othersText(scan)
  return `No uploads match ${conditions}.${others === undefined ? '' : ` ${name} has ${others}.`}`
}

/** Returns how many uploads do not match, if the run has listed them. */
function othersText(scan: UploadScan): string | undefined {
  const { others } = scan
  if (others === undefined || 'error' in others) return undefined
  if (others.count === 0) return others.isComplete ? 'no incomplete uploads' : undefined
  return `${others.isComplete ? '' : 'more than '}${pluralize(others.count, 'other')}`
}

function matches(scan: UploadScan, { conditions }: ScanSubject, isBelowTable: boolean): string {
  const { matchedCount, oldest, now, recentCount } = scan
  const count =
    conditions === ''
      ? pluralize(matchedCount, 'incomplete upload')
      : `${pluralize(matchedCount, 'upload')} ${matchedCount === 1 ? 'matches' : 'match'}`
  const size = scanSize(scan)
  const age = oldest === undefined ? '' : ` Oldest: ${describeAge(oldest.initiated, now)}.`
  const recent = recentCount === 0 ? '' : `${isBelowTable ? '\n* ' : ' '}${recentSentence(recentCount)}.`
  return `${count}${size === undefined ? '' : `, ${size}`}.${age}${recent}`
}

export function recentSentence(count: number): string {
  return `${formatNumber(count)} started in the last 24 hours and may still be in progress`
}

/** Returns the total size of the uploads that match. Undefined if their parts were not requested. */
export function scanSize({ bytes, unknownSizeCount, includesParts }: UploadScan): string | undefined {
  if (!includesParts) return undefined
  return `${unknownSizeCount > 0 ? 'at least ' : ''}${formatSize(bytes)}`
}

/** Formats the known size of uploads, with a mark if some sizes are unknown. */
export function minimumSize({ bytes, unknownSizeCount }: Pick<UploadScan, 'bytes' | 'unknownSizeCount'>): string {
  return `${unknownSizeCount > 0 ? '≥ ' : ''}${formatSize(bytes)}`
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
