import type { Duration } from './duration.js'
import type { Instant } from './instant.js'
import { isInShard, type Shard } from './shard.js'
import { bytesOf, lastActivityOf, type Target, type Upload } from './upload.js'

/** Says whether an exact, decoded key is meant. */
export type KeyTest = (key: string) => boolean

/** Which uploads are meant: those for which every given condition holds. */
export interface Selection {
  /** Keys begin with it; `''` is every key. */
  readonly prefix: string
  /** Where there are any, one of them must hold. */
  readonly match: readonly KeyTest[]
  /** None of them may hold. */
  readonly exclude: readonly KeyTest[]
  readonly olderThan?: Duration | undefined
  readonly newerThan?: Duration | undefined
  readonly initiatedBefore?: Instant | undefined
  readonly initiatedAfter?: Instant | undefined
  /** Nothing was received for longer than this. */
  readonly idleFor?: Duration | undefined
  /** Bytes. */
  readonly largerThan?: number | undefined
  readonly shard?: Shard | undefined
}

export type Verdict = 'selected' | 'passed-over' | 'age-unknown' | 'parts-unknown'

/**
 * Judges one upload by all that its listing says, with ages counted back from `now`. The prefix is judged here too,
 * whatever the store did with it: RGW answers a prefix of `a.2` with uploads of the key `a`.
 */
export function judge(selection: Selection, upload: Upload, now: Instant): Verdict {
  if (!isNameMeant(selection, upload)) return 'passed-over'
  if (!hasTimeCondition(selection)) return 'selected'
  if (upload.initiated === undefined) return 'age-unknown'
  return isTimeMeant(selection, upload.initiated, now) ? 'selected' : 'passed-over'
}

/** Judges by its parts an upload that was selected by all else. What is unknown is never held to be old or large. */
export function judgeParts(selection: Selection, upload: Upload, now: Instant): Verdict {
  const { idleFor, largerThan } = selection
  if (idleFor !== undefined) {
    const lastActivity = lastActivityOf(upload)
    if (lastActivity === undefined) return 'parts-unknown'
    if (now - lastActivity <= idleFor) return 'passed-over'
  }
  if (largerThan !== undefined) {
    const bytes = bytesOf(upload)
    if (bytes === undefined) return 'parts-unknown'
    if (bytes <= largerThan) return 'passed-over'
  }
  return 'selected'
}

/** Only an upload's parts can tell whether it is meant. */
export function hasPartsCondition({ idleFor, largerThan }: Selection): boolean {
  return idleFor !== undefined || largerThan !== undefined
}

/** By its names alone, which it keeps for as long as it lives. */
export function isNameMeant(selection: Selection, target: Target): boolean {
  return isKeyMeant(selection, target.key) && isInShard(selection.shard, target)
}

export function isKeyMeant(selection: Selection, key: string): boolean {
  return (
    key.startsWith(selection.prefix) &&
    (selection.match.length === 0 || selection.match.some((matches) => matches(key))) &&
    !selection.exclude.some((matches) => matches(key))
  )
}

/** No condition was given: every upload of the bucket is meant. */
export function isWholeBucket(selection: Selection): boolean {
  const { prefix, match, exclude, shard } = selection
  const hasNameCondition = prefix !== '' || match.length + exclude.length > 0 || shard !== undefined
  return !hasNameCondition && !hasTimeCondition(selection) && !hasPartsCondition(selection)
}

export function hasTimeCondition(selection: Selection): boolean {
  const { olderThan, newerThan, initiatedBefore, initiatedAfter } = selection
  return [olderThan, newerThan, initiatedBefore, initiatedAfter].some((bound) => bound !== undefined)
}

function isTimeMeant(selection: Selection, initiated: Instant, now: Instant): boolean {
  const { olderThan = -Infinity, newerThan = Infinity } = selection
  const { initiatedBefore = Infinity, initiatedAfter = -Infinity } = selection
  const age = now - initiated
  return age > olderThan && age < newerThan && initiated < initiatedBefore && initiated > initiatedAfter
}
