import { isInShard, type Shard } from './shard.js'
import type { Duration, Instant } from './time.js'
import { bytesOf, lastActivityOf, type Target, type Upload } from './upload.js'

/** Tests an exact, decoded key. */
export type KeyPredicate = (key: string) => boolean

/** Conditions of a run. An upload matches if all of them hold. */
export interface Selection {
  /** Start of the key; `''` matches every key. */
  readonly prefix: string
  /** If there are any, at least one must hold. */
  readonly match: readonly KeyPredicate[]
  /** None may hold. */
  readonly exclude: readonly KeyPredicate[]
  readonly olderThan?: Duration | undefined
  readonly newerThan?: Duration | undefined
  readonly initiatedBefore?: Instant | undefined
  readonly initiatedAfter?: Instant | undefined
  /** Time since the newest part. */
  readonly idleFor?: Duration | undefined
  /** Size of all parts, in bytes. */
  readonly largerThan?: number | undefined
  readonly shard?: Shard | undefined
}

export function selectPrefix(prefix: string): Selection {
  return { prefix, match: [], exclude: [] }
}

/** Times of two clocks. A minimum and a maximum age can use different ones, so that both clocks, or either, agree. */
export interface Clocks {
  readonly forMinimum: Instant
  readonly forMaximum: Instant
}

export type FilterResult = 'matched' | 'excluded' | 'age-unknown' | 'parts-unknown'

/**
 * Matches an upload by its entry in a listing. It tests the prefix too, because Ceph RGW returns uploads of the key
 * `a` for the prefix `a.2`.
 */
export function matchUpload(selection: Selection, upload: Upload, clocks: Clocks): FilterResult {
  if (!matchesTarget(selection, upload)) return 'excluded'
  if (!hasTimeCondition(selection)) return 'matched'
  if (upload.initiated === undefined) return 'age-unknown'
  return matchesTime(selection, upload.initiated, clocks) ? 'matched' : 'excluded'
}

/** Matches an upload by its parts, after all other conditions. */
export function matchParts({ idleFor, largerThan }: Selection, upload: Upload, clocks: Clocks): FilterResult {
  const bytes = bytesOf(upload)
  if (largerThan !== undefined && bytes !== undefined && bytes <= largerThan) return 'excluded'
  const lastActivity = lastActivityOf(upload)
  if (idleFor !== undefined && lastActivity !== undefined && clocks.forMinimum - lastActivity <= idleFor)
    return 'excluded'
  if (bytes === undefined && (idleFor ?? largerThan) !== undefined) return 'parts-unknown'
  return idleFor !== undefined && lastActivity === undefined ? 'age-unknown' : 'matched'
}

export function hasPartsCondition({ idleFor, largerThan }: Selection): boolean {
  return idleFor !== undefined || largerThan !== undefined
}

/** Matches by key and upload ID only, which never change. */
export function matchesTarget(selection: Selection, target: Target): boolean {
  return matchesKey(selection, target.key) && isInShard(selection.shard, target)
}

export function matchesKey(selection: Selection, key: string): boolean {
  return (
    key.startsWith(selection.prefix) &&
    (selection.match.length === 0 || selection.match.some((matches) => matches(key))) &&
    !selection.exclude.some((matches) => matches(key))
  )
}

export function hasTimeCondition(selection: Selection): boolean {
  const { olderThan, newerThan, initiatedBefore, initiatedAfter } = selection
  return [olderThan, newerThan, initiatedBefore, initiatedAfter].some((bound) => bound !== undefined)
}

/** Returns true if the selection depends on clocks. */
export function hasAgeCondition({ olderThan, newerThan, idleFor }: Selection): boolean {
  return [olderThan, newerThan, idleFor].some((bound) => bound !== undefined)
}

function matchesTime(selection: Selection, initiated: Instant, { forMinimum, forMaximum }: Clocks): boolean {
  const { olderThan = -Infinity, newerThan = Infinity } = selection
  const { initiatedBefore = Infinity, initiatedAfter = -Infinity } = selection
  const isInRange = initiated < initiatedBefore && initiated > initiatedAfter
  return isInRange && forMinimum - initiated > olderThan && forMaximum - initiated < newerThan
}
