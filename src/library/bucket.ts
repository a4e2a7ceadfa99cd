import { setMaxListeners } from 'node:events'
import { Ledger } from '../core/ledger.js'
import { Progress } from '../core/progress.js'
import { Search } from '../core/search.js'
import { commonPrefix, type Target, type Upload } from '../core/upload.js'
import { Problem } from '../errors.js'
import type { Verification } from '../s3/aborting/abort-and-verify.js'
import type { Bucket as StoreBucket } from '../s3/bucket.js'
import { assertNamesUpload } from '../s3/requests/guard.js'
import { type Doubts, type Report, reportOf } from './report.js'
import { type Conditions, selectionOf } from './selection.js'

export interface Options {
  /** Fires when the work should stop. */
  readonly signal?: AbortSignal
}

export interface ListOptions extends Options {
  /** Look at the parts of each upload too, which costs a request per upload: see `Upload.parts`. */
  readonly sizes?: boolean
}

/** The incomplete multipart uploads of one bucket. */
export interface Bucket {
  readonly name: string
  /**
   * Every upload that meets the conditions, each once, in the order of the store, a page of a thousand at a time.
   * It is complete when it ends without an error, and only then. What is unknown of an upload meets no condition: its
   * age where the store does not say when it began, its parts where they may not be listed.
   *
   * By ListMultipartUploads, https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
   *
   * @throws Problem: usage for a condition that is none; while iterating, whatever keeps the listing from being
   * complete. The reason of the signal, where that fired.
   */
  readonly list: (conditions?: Conditions, options?: ListOptions) => AsyncIterable<Upload>
  /**
   * Aborts exactly these, and then lists again to see whether they are gone. This cannot be undone: the parts of
   * an upload are lost.
   *
   * @throws Problem, refused, where NODE_TLS_REJECT_UNAUTHORIZED lets anybody answer for the store; TypeError for
   * a target without key or upload id. What goes wrong after that is in the report.
   */
  readonly abort: (targets: Iterable<Target>, options?: Options) => Promise<Report>
  /**
   * Aborts every upload that meets the conditions, many at once, at the pace that the store can take, and lists
   * again until none of them is left, with three rounds for those that survive. Uploads that begin meanwhile are
   * left alone. This cannot be undone; `list` with the same conditions shows what it would abort.
   *
   * By AbortMultipartUpload, https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
   *
   * @throws as `list` and `abort`, before anything is aborted. What goes wrong after that is in the report.
   */
  readonly abortAll: (conditions?: Conditions, options?: Options) => Promise<Report>
}

/** Gives a bucket of the store the form that programs see. `assertMayAbort` is asked before anything is aborted. */
export function libraryBucket(bucket: StoreBucket, assertMayAbort: () => void): Bucket {
  return {
    name: bucket.name,
    list: (conditions = {}, { signal, sizes = false } = {}) => {
      const search = new Search(selectionOf(conditions), Date.now())
      return uploadsIn(search, pagesOf(bucket, search, { sizes, stop: stopBy(signal) }))
    },
    abort: async (targets, { signal } = {}) => {
      assertMayAbort()
      const named = [...targets]
      named.forEach(assertNamesUpload)
      const whole = { prefix: commonPrefix(named), belonging: () => 'not-ours' as const }
      return abortAndReport(bucket, named, whole, stopBy(signal))
    },
    abortAll: async (conditions = {}, { signal } = {}) => {
      assertMayAbort()
      const search = new Search(selectionOf(conditions), Date.now(), { sparesNew: true })
      const stop = stopBy(signal)
      const uploads: Upload[] = []
      for await (const page of pagesOf(bucket, search, { sizes: false, stop })) uploads.push(...page)
      const { prefix } = search.selection
      const whole = { prefix, belonging: (upload: Upload) => search.belongingOf(upload), doubts: search }
      return abortAndReport(bucket, uploads, whole, stop)
    },
  }
}

async function* uploadsIn(search: Search, pages: AsyncIterable<Upload[]>): AsyncGenerator<Upload> {
  for await (const uploads of pages) yield* uploads
  const { untrustworthy } = search
  if (untrustworthy.length === 0) return
  const reasons = [...new Set(untrustworthy.map(({ reason }) => reason))].join('; ')
  throw new Problem(
    'untrusted',
    `The listing has entries that cannot be trusted (${reasons}): there may be more uploads.`,
  )
}

async function* pagesOf(
  bucket: StoreBucket,
  search: Search,
  { sizes, stop }: { readonly sizes: boolean; readonly stop: AbortSignal },
): AsyncGenerator<Upload[]> {
  try {
    yield* bucket.find(search, { withParts: sizes, progress: new Progress(), stop })
  } catch (error) {
    stop.throwIfAborted()
    throw error
  }
}

/** What the verifying listing asks for, and what it shows. */
interface Whole extends Pick<Verification, 'prefix' | 'belonging'> {
  readonly doubts?: Doubts
}

async function abortAndReport(
  bucket: StoreBucket,
  targets: readonly Target[],
  { prefix, belonging, doubts }: Whole,
  stop: AbortSignal,
): Promise<Report> {
  const ledger = new Ledger(targets)
  try {
    await bucket.abortAndVerify(ledger, { prefix, belonging, progress: new Progress(), stop })
    return reportOf(ledger, { ending: ledger.verdict() }, doubts)
  } catch (error) {
    if (stop.aborted) return reportOf(ledger, { ending: 'stopped', cause: stop.reason }, doubts)
    if (error instanceof Problem) return reportOf(ledger, { ending: error.kind, cause: error }, doubts)
    throw error
  }
}

/** A signal of our own: whatever waits for another attempt listens to it, which Node takes for a leak. */
function stopBy(signal: AbortSignal | undefined): AbortSignal {
  const stop = AbortSignal.any(signal ? [signal] : [])
  setMaxListeners(0, stop)
  return stop
}
