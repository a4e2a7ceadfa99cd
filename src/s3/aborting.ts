import type { Clock } from '../core/clock.js'
import type { Outcome } from '../core/outcome.js'
import type { Target } from '../core/upload.js'
import type { BucketRequests } from './bucket-requests.js'
import { type About, failureOf } from './explain.js'
import { assertNamesUpload } from './guard.js'
import { RequestError, untrusted } from './request-error.js'
import { withRetries } from './retrying.js'

const MOST_ATTEMPTS = 8

/** Takes the answer for what it says; whether it is so, only a fresh listing can tell. */
export async function abortUpload(
  requests: BucketRequests,
  { key, uploadId }: Target,
  { about, clock, signal }: { about: About; clock: Clock; signal: AbortSignal },
): Promise<Outcome> {
  assertNamesUpload({ key, uploadId })
  const attempt = async () => {
    const answer = await requests.send({ method: 'DELETE', key, query: { uploadId } }, signal)
    if (answer.body.length > 0) throw untrusted('it answered an abort with a document')
  }
  try {
    await withRetries(attempt, { mostAttempts: MOST_ATTEMPTS, clock, signal })
    return { kind: 'aborted' }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    // Only this code: a 404 can also be a proxy's, or mean that the bucket is gone.
    if (error.reason.kind === 'answered' && error.reason.code === 'NoSuchUpload')
      return { kind: 'already-gone' }
    return { kind: 'failed', failure: failureOf(error.reason, about) }
  }
}

/** Does `work` for every item, `atOnce` at a time, and takes the next item only when there is room for it. */
export async function forEachAtOnce<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const worker = async () => {
    for (;;) {
      const next = await iterator.next()
      if (next.done) return
      await work(next.value)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
