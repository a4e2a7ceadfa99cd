import { DAY, type Instant } from './time.js'
import type { Upload } from './upload.js'

export const GROUPINGS = ['prefix', 'age'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Totals of several uploads. */
export class Group {
  readonly name: string
  uploads = 0
  parts = 0
  bytes = 0
  /** Number of uploads whose size is not known. Their bytes are missing. */
  unknownSizeCount = 0
  oldest: Instant | undefined
  newest: Instant | undefined
  /** Number of groups that this one sums up at the end of a shortened list. */
  readonly others: number | undefined

  constructor(name: string, others?: number) {
    this.name = name
    this.others = others
  }

  add(upload: Upload): void {
    const { initiated, parts } = upload
    this.uploads++
    if (typeof parts === 'object') {
      this.parts += parts.count
      this.bytes += parts.bytes
    } else {
      this.unknownSizeCount++
    }
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

/** Totals of uploads by prefix or age. It keeps the groups, not the uploads. */
export class Rollup {
  readonly total = new Group('Total')
  readonly #groups = new Map<string, Group>()
  readonly #by: Grouping
  readonly #nameOf: (upload: Upload, now: Instant) => string

  /** @param depth Number of key levels in a prefix. */
  constructor(by: Grouping, depth: number) {
    this.#by = by
    this.#nameOf = by === 'age' ? bandOf : ({ key }) => prefixOf(key, depth)
  }

  add(upload: Upload, now: Instant): void {
    const name = this.#nameOf(upload, now)
    const group = this.#groups.get(name) ?? new Group(name)
    this.#groups.set(name, group)
    group.add(upload)
    this.total.add(upload)
  }

  /** Returns prefixes, the largest first: by bytes, then by number of uploads. Returns ages, the oldest first. */
  groups(): Group[] {
    if (this.#by === 'age') return AGES.flatMap((name) => this.#groups.get(name) ?? [])
    return [...this.#groups.values()].sort((one, other) => other.bytes - one.bytes || other.uploads - one.uploads)
  }

  /** Returns the largest groups, and one that sums up all others. */
  firstGroups(limit: number): Group[] {
    const groups = this.groups()
    if (groups.length <= limit) return groups
    const others = new Group('', groups.length - limit)
    for (const group of groups.slice(limit)) others.merge(group)
    return [...groups.slice(0, limit), others]
  }
}

/** Returns the first levels of a key, with the last slash. Returns `''` for a key without a slash. */
function prefixOf(key: string, depth: number): string {
  let end = 0
  for (let level = 0; level < depth; level++) {
    const slash = key.indexOf('/', end)
    if (slash < 0) break
    end = slash + 1
  }
  return key.slice(0, end)
}

/** Ages from a number of days, the oldest first. */
const BANDS = [
  { from: 90, name: '90d and more' },
  { from: 30, name: '30d to 90d' },
  { from: 7, name: '7d to 30d' },
  { from: 1, name: '1d to 7d' },
  { from: -Infinity, name: 'under 1d' },
]
const AGES = [...BANDS.map(({ name }) => name), 'unknown']

function bandOf({ initiated = NaN }: Upload, now: Instant): string {
  return BANDS.find(({ from }) => now - initiated >= from * DAY)?.name ?? 'unknown'
}
