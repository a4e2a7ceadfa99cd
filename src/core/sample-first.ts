/** Yields `size` items that are evenly spaced in a list, then the rest: a problem of all items shows early. */
export function* sampleFirst(count: number, size: number): Generator<number> {
  const sample = new Set(Array.from({ length: size }, (_, index) => Math.floor((index * count) / size)))
  if (count > 0) yield* sample
  for (let index = 0; index < count; index++) if (!sample.has(index)) yield index
}
