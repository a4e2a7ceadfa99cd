import type { Duration } from './duration.js'
import type { Instant } from './instant.js'
import type { Upload } from './upload.js'

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
}

export type Verdict = 'selected' | 'passed-over' | 'age-unknown'

/**
 * Judges one upload, with ages counted back from `now`. The prefix is judged here too, whatever the store did
 * with it: RGW answers a prefix of `a.2` with uploads of the key `a`.
 */
export function judge(selection: Selection, upload: Upload, now: Instant): Verdict {
  if (!isKeyMeant(selection, upload.key)) return 'passed-over'
  if (!hasTimeCondition(selection)) return 'selected'
  if (upload.initiated === undefined) return 'age-unknown'
  return isTimeMeant(selection, upload.initiated, now) ? 'selected' : 'passed-over'
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
  const { prefix, match, exclude } = selection
  return prefix === '' && match.length + exclude.length === 0 && !hasTimeCondition(selection)
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
