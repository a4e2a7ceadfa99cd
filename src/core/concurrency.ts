import type { Duration } from './time.js'

/**
 * Maps items concurrently and yields the results in input order. Reads the next item only when a slot is free.
 * @throws the first error of `map`, at the position of its item.
 */
export async function* mapConcurrent<T, R>(
  items: Iterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const inFlight: Promise<R>[] = []
  for (const item of items) {
    const result = map(item)
    result.catch(() => undefined) // The error is thrown when the result is awaited.
    inFlight.push(result)
    const first = inFlight.length >= concurrency ? inFlight.shift() : undefined
    if (first) yield await first
  }
  for (const result of inFlight) yield await result
}

/**
 * Returns a signal that fires with another one, or after a time. Under AbortSignal.any, Node 20 can collect
 * AbortSignal.timeout as garbage, so that it never fires.
 */
export function signalWithin(limit: Duration, signal: AbortSignal): AbortSignal {
  const timeout = new AbortController()
  setTimeout(() => timeout.abort(), limit).unref()
  return AbortSignal.any([signal, timeout.signal])
}
