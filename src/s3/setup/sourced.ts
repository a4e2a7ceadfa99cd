/** A value, and where it came from, for people. */
export interface Sourced<T> {
  readonly value: T
  readonly from: string
}

/** The first of several that is there; the last resort is always there. */
export function firstOf<T>(
  candidates: readonly (Sourced<T> | undefined)[],
  lastResort: Sourced<T>,
): Sourced<T> {
  return candidates.find((candidate) => candidate !== undefined) ?? lastResort
}
