import { bytesOf, lastActivityOf, type Upload } from './upload.js'

export const ORDERS = ['age', 'size', 'key', 'activity'] as const
export type Order = (typeof ORDERS)[number]

/** Below zero where the first comes first. */
export type Comparison = (one: Upload, other: Upload) => number

/** The oldest, the largest, the longest idle come first; what is unknown comes last, in either direction. */
export function comparisonBy(order: Order, isReversed: boolean): Comparison {
  const sign = isReversed ? -1 : 1
  if (order === 'key') return (one, other) => sign * compareKeys(one, other)
  const rankOf = RANKS[order]
  return (one, other) => {
    const [first, second] = [rankOf(one), rankOf(other)]
    if (first === undefined || second === undefined) {
      return Number(first === undefined) - Number(second === undefined)
    }
    return sign * (first - second)
  }
}

/** Only an upload's parts can tell where it stands. */
export function isByParts(order: Order | undefined): boolean {
  return order === 'size' || order === 'activity'
}

const RANKS = {
  age: (upload: Upload) => upload.initiated,
  size: (upload: Upload) => negative(bytesOf(upload)),
  activity: lastActivityOf,
}

function negative(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : -amount
}

function compareKeys({ key: one }: Upload, { key: other }: Upload): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
