import { DAY, type Duration } from './duration.js'
import type { Instant } from './instant.js'
import { bytesOf, type Upload } from './upload.js'

export const GROUPINGS = ['prefix', 'age'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** What several uploads come to. */
export class Group {
  readonly name: string
  uploads = 0
  parts = 0
  bytes = 0
  /** Uploads whose parts may not be listed, so that their bytes are missing. */
  unknownSizeCount = 0
  oldest: Instant | undefined
  newest: Instant | undefined

  /** How many groups this one stands for, where it is what is left of a longer list. */
  readonly others: number | undefined

  constructor(name: string, others?: number) {
    this.name = name
    this.others = others
  }

  add(upload: Upload): void {
    const { initiated, parts } = upload
    this.uploads++
    this.bytes += bytesOf(upload) ?? 0
    if (parts === 'unknown') this.unknownSizeCount++
    else this.parts += parts?.count ?? 0
    if (initiated !== undefined) this.#reach(initiated, initiated)
  }

  merge(other: Group): void {
    this.uploads += other.uploads
    this.parts += other.parts
    this.bytes += other.bytes
    this.unknownSizeCount += other.unknownSizeCount
    if (other.oldest !== undefined && other.newest !== undefined) this.#reach(other.oldest, other.newest)
  }

  #reach(from: Instant, to: Instant): void {
    this.oldest = Math.min(this.oldest ?? from, from)
    this.newest = Math.max(this.newest ?? to, to)
  }
}

/** Uploads rolled up, however many they are: it holds the groups, not the uploads. */
export class Rollup {
  readonly total = new Group('Total')
  readonly #groups = new Map<string, Group>()
  readonly #nameOf: (upload: Upload, now: Instant) => string

  /** @param depth how many levels of the key make a prefix. */
  constructor(by: Grouping, depth: number) {
    this.#nameOf = by === 'age' ? bandOf : ({ key }) => prefixOf(key, depth)
  }

  add(upload: Upload, now: Instant): void {
    const name = this.#nameOf(upload, now)
    const group = this.#groups.get(name) ?? new Group(name)
    this.#groups.set(name, group)
    group.add(upload)
    this.total.add(upload)
  }

  /** The biggest first: by bytes, and where those are equal or not known, by uploads. */
  groups(): Group[] {
    return [...this.#groups.values()].sort(
      (one, other) => other.bytes - one.bytes || other.uploads - one.uploads,
    )
  }

  /** The biggest so many, and the others as one. */
  firstGroups(most: number): Group[] {
    const groups = this.groups()
    if (groups.length <= most) return groups
    const others = new Group('', groups.length - most)
    for (const group of groups.slice(most)) others.merge(group)
    return [...groups.slice(0, most), others]
  }
}

/** The first levels of a key, up to and with a slash; `''` for a key that has no slash. */
function prefixOf(key: string, depth: number): string {
  let end = 0
  for (let level = 0; level < depth; level++) {
    const slash = key.indexOf('/', end)
    if (slash < 0) break
    end = slash + 1
  }
  return key.slice(0, end)
}

const BANDS: readonly (readonly [below: Duration, name: string])[] = [
  [DAY, 'under 1d'],
  [7 * DAY, '1d to 7d'],
  [30 * DAY, '7d to 30d'],
  [90 * DAY, '30d to 90d'],
]

function bandOf({ initiated }: Upload, now: Instant): string {
  if (initiated === undefined) return 'unknown'
  return BANDS.find(([below]) => now - initiated < below)?.[1] ?? '90d and more'
}
