import { bytesOf, lastActivityOf, type Upload } from './upload.js'

export const ORDERS = ['age', 'size', 'key', 'activity'] as const
export type Order = (typeof ORDERS)[number]

type Comparison<T> = (one: T, other: T) => number

/** Puts the oldest, the largest or the longest idle first. Unknown values come last in both directions. */
export function comparisonBy(order: Order, isReversed: boolean): Comparison<Upload> {
  const sign = isReversed ? -1 : 1
  if (order === 'key') return ({ key: one }, { key: other }) => sign * (Number(one > other) - Number(one < other))
  return byNumber(VALUES[order], isReversed !== (order === 'size'))
}

/** Puts the smallest value first. Unknown values come last in both directions. */
export function byNumber<T>(valueOf: (item: T) => number | undefined, isDescending: boolean): Comparison<T> {
  const rankOf = (item: T) => {
    const value = valueOf(item)
    if (value === undefined) return Number.MAX_VALUE
    return isDescending ? -value : value
  }
  return (one, other) => rankOf(one) - rankOf(other)
}

const VALUES = { age: ({ initiated }: Upload) => initiated, size: bytesOf, activity: lastActivityOf }

/** Returns true if the order needs the parts of uploads. */
export function isByParts(order: string | undefined): boolean {
  return order === 'size' || order === 'activity'
}

/** Keeps the N smallest items, sorted. Memory is O(N). The sort is stable. */
export class TopN<T> {
  readonly #size: number
  readonly #compare: Comparison<T>
  #kept: T[] = []

  constructor(size: number, compare: Comparison<T>) {
    this.#size = size
    this.#compare = compare
  }

  add(item: T): void {
    this.#kept.push(item)
    // Sorting after many items costs less than inserting each at its place.
    if (this.#kept.length >= 2 * this.#size + 1_000) this.#kept = this.items()
  }

  items(): T[] {
    return this.#kept.toSorted(this.#compare).slice(0, this.#size)
  }
}
