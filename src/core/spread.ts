/** The numbers from 0 to `count` - 1, but so many from all over come first: what meets those, meets all. */
export function* spread(count: number, first: number): Generator<number> {
  const chosen = new Set(Array.from({ length: first }, (_, index) => Math.floor((index * count) / first)))
  if (count > 0) yield* chosen
  for (let number = 0; number < count; number++) if (!chosen.has(number)) yield number
}
