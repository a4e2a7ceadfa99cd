/** Everything that an iterable gives; Array.fromAsync begins with Node 22. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = []
  for await (const item of items) gathered.push(item)
  return gathered
}
