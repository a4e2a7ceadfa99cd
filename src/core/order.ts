import { bytesOf, lastActivityOf, type Upload } from './upload.js'

export const ORDERS = ['age', 'size', 'key', 'activity'] as const
export type Order = (typeof ORDERS)[number]

/** Comparison for a sort. It is negative if the first upload comes first. */
export type Comparison = (one: Upload, other: Upload) => number

/** Puts the oldest, the largest or the longest idle first. Unknown values come last in both directions. */
export function comparisonBy(order: Order, isReversed: boolean): Comparison {
  const sign = isReversed ? -1 : 1
  if (order === 'key') return (one, other) => sign * compareKeys(one, other)
  const rankOf = RANKS[order]
  return (one, other) => {
    const [first, second] = [rankOf(one), rankOf(other)]
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined)
    return sign * (first - second)
  }
}

/** Returns true if the order needs the parts of uploads. */
export function isByParts(order: Order | undefined): boolean {
  return order === 'size' || order === 'activity'
}

const RANKS = {
  age: (upload: Upload) => upload.initiated,
  size: (upload: Upload) => {
    const bytes = bytesOf(upload)
    return bytes === undefined ? undefined : -bytes
  },
  activity: lastActivityOf,
}

function compareKeys({ key: one }: Upload, { key: other }: Upload): number {
  return Number(one > other) - Number(one < other)
}

/** Keeps the N smallest items, sorted. Memory is O(N). The sort is stable. */
export class TopN<T> {
  readonly #size: number
  readonly #compare: (one: T, other: T) => number
  readonly #kept: { readonly item: T; readonly number: number }[] = []
  #seen = 0

  constructor(size: number, compare: (one: T, other: T) => number) {
    this.#size = size
    this.#compare = compare
  }

  add(item: T): void {
    this.#kept.push({ item, number: this.#seen++ })
    // Sorting after many items costs less than inserting each at its place.
    if (this.#kept.length >= 2 * this.#size + 1_000) this.#cut()
  }

  items(): T[] {
    this.#cut()
    return this.#kept.map(({ item }) => item)
  }

  #cut(): void {
    this.#kept.sort((one, other) => this.#compare(one.item, other.item) || one.number - other.number)
    if (this.#kept.length > this.#size) this.#kept.length = this.#size
  }
}
