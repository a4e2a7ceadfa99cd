/** The same items, but so many from all over come first: what meets those, meets all. */
export function spread<T>(items: readonly T[], first: number): T[] {
  if (items.length <= first) return [...items]
  const chosen = new Set(
    Array.from({ length: first }, (_, index) => Math.floor((index * items.length) / first)),
  )
  return [
    ...[...chosen].flatMap((index) => items.slice(index, index + 1)),
    ...items.filter((_, index) => !chosen.has(index)),
  ]
}
