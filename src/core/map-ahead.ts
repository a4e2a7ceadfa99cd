/**
 * What comes of every item, in their order, while so many are worked on at once. An item is taken only when there
 * is room for it.
 *
 * @throws whatever `work` throws, in its turn.
 */
export async function* mapAhead<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    result.catch(() => undefined) // Thrown where it is awaited.
    underWay.push(result)
    const first = underWay.length >= atOnce ? underWay.shift() : undefined
    if (first) yield await first
  }
  for (const result of underWay) yield await result
}
