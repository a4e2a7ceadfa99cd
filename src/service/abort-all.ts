import type { AbortResults } from '../core/abort-results.js'
import type { Failure, Outcome } from '../core/outcome.js'
import type { OperationOptions } from '../core/progress.js'
import { hasPartsCondition, selectPrefix } from '../core/selection.js'
import { type Duration, type Instant, MINUTE } from '../core/time.js'
import { MINIO_ADVICE, UploadScan } from '../core/upload-scan.js'
import { listingOf, type Page, type Target, targetId, type Upload } from '../core/upload.js'
import { CliError, type ErrorKind } from '../errors.js'
import { type AbortOptions, BulkAborter } from './bulk-aborter.js'
import { listParts } from './list-parts.js'
import type { ListingOptions } from './list-uploads.js'
import type { BucketContext } from './s3-context.js'

/** Delay before each round that aborts uploads again: servers may list an upload for a while after its abort. */
const ROUND_DELAYS: readonly Duration[] = [1_000, 5_000, 15_000]
/** Uploads from all over the bucket that are aborted first: if all of them are denied, so are the others. */
const SAMPLE_SIZE = 20

export interface AbortAllOptions extends AbortOptions {
  /** Lists the parts of every upload, also without a condition on parts. */
  readonly includeParts?: boolean
  /**
   * Receives all uploads that match, before any is aborted. Returns those that may be aborted, and throws to abort
   * none. Without it, uploads are aborted while the listing continues.
   */
  readonly confirm?: ((uploads: readonly Upload[], scan: UploadScan) => Promise<readonly Upload[]>) | undefined
}

/** Result of a run. An upload that could not be aborted is no error: its outcome is in `results`. */
export interface AbortReport {
  readonly results: AbortResults
  /** Listing that selected the uploads. Undefined if they were given by key and upload ID. */
  readonly scan: UploadScan | undefined
  /**
   * `done` if all uploads are gone by a new, complete listing. `partial` if some are left. `stopped` if the signal
   * fired. Otherwise the cause.
   */
  readonly status: 'done' | 'stopped' | ErrorKind
  readonly isBucketClear: boolean
  /** Time from which uploads could be aborted, by the local clock: after the confirmation, if there was one. */
  readonly startedAt: Instant
  /** Reason why the run ended early. */
  readonly error?: unknown
}

/** Bucket whose uploads are aborted and listed again. */
interface ListedBucket {
  readonly context: BucketContext
  readonly pages: (options: ListingOptions, operation: OperationOptions) => AsyncIterable<Page>
}

interface AbortJob extends AbortAllOptions, Pick<AbortReport, 'results' | 'scan'> {
  readonly bucket: ListedBucket
  /** Pages of uploads that are still being listed. Undefined if the results hold all uploads already. */
  readonly pages?: AsyncIterable<readonly Target[]>
}

const NOT_IN_PLAN: Outcome = { kind: 'skipped', code: 'NotInPlan' }

/** Aborts uploads, and lists again until none is left or three more rounds have failed. */
export class AbortRun {
  readonly #job: AbortJob
  readonly #startedAt: Instant
  /** It keeps its concurrency limit from round to round. */
  #aborter: BulkAborter
  /** Last complete listing. */
  #lastScan: UploadScan | undefined

  constructor(job: AbortJob) {
    this.#job = job
    this.#startedAt = job.bucket.context.clock.now()
    this.#aborter = this.#createAborter()
  }

  /** @throws CliError if the listing fails before any upload was aborted. */
  async run(): Promise<AbortReport> {
    const { results, scan, signal } = this.#job
    const startedAt = this.#startedAt
    try {
      await this.#abortAndVerify()
    } catch (error) {
      if (!results.isComplete && !results.hasStarted) throw error
      if (signal.aborted) return { results, scan, startedAt, status: 'stopped', isBucketClear: false, error }
      if (!(error instanceof CliError)) throw error
      const cause = this.#causeOf(error)
      return { results, scan, startedAt, status: cause.kind, isBucketClear: false, error: cause }
    }
    const report = { results, scan, startedAt, isBucketClear: this.#lastScan?.isBucketClear === true }
    // The caller has printed the reason of the first listing.
    if (scan?.incompleteReason !== undefined) return { ...report, status: 'invalid-response' }
    const reason = this.#lastScan?.incompleteReason
    if (reason === undefined) return { ...report, status: results.exitStatus() }
    return { ...report, status: 'invalid-response', error: new CliError('invalid-response', reason) }
  }

  /** If all aborts of given uploads succeeded, a denied listing only means that they are not verified. */
  #causeOf(error: CliError): CliError {
    const { results, scan } = this.#job
    const { kind, problem, hint, requestId, code } = error
    if (!scan && kind === 'access-denied' && results.exitStatus() === 'done')
      return new CliError('invalid-response', `The abort is not verified. ${problem}`, hint, { requestId })
    const status = results.exitStatus(kind)
    return status === kind || status === 'done' ? error : new CliError(status, problem, hint, { requestId, code })
  }

  /**
   * A part that was in flight can bring an upload back after its abort, so survivors are aborted again:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
   */
  async #abortAndVerify(): Promise<void> {
    const { results, scan, bucket, progress, signal } = this.#job
    let cause = await this.#firstPass()
    if (results.size === 0 && !signal.aborted) {
      this.#reconcile([], scan, scan?.newSinceStart)
      return
    }
    for (let round = 0; ; round++) {
      signal.throwIfAborted()
      if (cause) {
        const { kind, problem, hint } = CliError.fromFailure(cause)
        throw new CliError(kind, problem, hint)
      }
      const listed = await this.#listAgain()
      const targets = listed.filter((upload) => results.isToBeAborted(upload))
      const delay = ROUND_DELAYS[round]
      if (targets.length === 0 || delay === undefined) return
      progress.startWaiting(delay, targets.length)
      await bucket.context.clock.sleep(delay, signal)
      progress.startAborting(targets.length)
      cause = await this.#aborter.run([targets])
    }
  }

  /** Aborts every upload once. Returns the failure that stopped it early, if any. */
  async #firstPass(): Promise<Failure | undefined> {
    const { results, pages, progress } = this.#job
    if (pages) {
      const batches = this.#delayOnePage(pages)
      try {
        // Without `return`, so that the loop below can continue.
        const iterator = { next: () => batches.next() }
        const cause = await this.#aborter.run({ [Symbol.asyncIterator]: () => iterator })
        if (!cause || cause.kind === 'retryable' || results.isComplete) return cause
        // The first uploads were denied. That may be one prefix, so the others are tried once all are known.
        while (!(await batches.next()).done);
        this.#aborter = this.#createAborter()
      } finally {
        await batches.return()
      }
    }
    progress.startAborting(results.size)
    return this.#aborter.run([this.#pending()])
  }

  /** Yields a page once the next one was listed. So pages that repeat, or are no listing, abort nothing. */
  async *#delayOnePage(pages: AsyncIterable<readonly Target[]>): AsyncGenerator<Iterable<Target>, void> {
    const { results, progress } = this.#job
    const release = (page: readonly Target[]) => {
      if (page.length > 0 && progress.phase === 'listing') progress.startAborting(0)
      progress.total = results.size
      progress.isListing = !results.isComplete
      return [...sampleFirst(page.length)].flatMap((index) => page[index] ?? [])
    }
    let page: readonly Target[] = []
    for await (const next of pages) {
      yield release(page)
      page = next.filter((target) => results.add(target))
    }
    results.isComplete = true
    yield release(page)
  }

  *#pending(): Generator<Target> {
    const { results } = this.#job
    for (const index of sampleFirst(results.size)) {
      const { target, outcome } = results.at(index)
      if (outcome.kind === 'skipped') yield target
    }
  }

  /** Reconciles the results with a new listing. Returns the uploads that are still listed or were missed before. */
  async #listAgain(): Promise<Upload[]> {
    const { results, scan, bucket, progress, signal } = this.#job
    const request = scan ? { prefix: scan.selection.prefix, isExactKey: false } : listingOf(results.targets)
    // A malformed entry of another key proves nothing about these uploads.
    const isKey = request.isExactKey ? [(key: string) => key === request.prefix] : []
    const selection = scan?.selection ?? { ...selectPrefix(request.prefix), match: isKey }
    const newScan = new UploadScan(selection, bucket.context.clock.now(), 'verify')
    const listed = new Map<string, Upload>()
    let newSinceStart = 0
    progress.startVerifying()
    for await (const page of bucket.pages(request, { progress, signal })) {
      newScan.filterByListing(page)
      for (const upload of page.uploads) {
        const role = results.has(upload) ? 'matched' : (scan?.classifyLateUpload(upload) ?? 'not-matched')
        if (role === 'started-since') newSinceStart++
        else if (role !== 'not-matched') listed.set(targetId(upload), upload)
        if (role === 'missed' || role === 'unknown-time') this.#addLateUpload(upload, role)
      }
    }
    this.#reconcile(listed.values(), newScan, newSinceStart)
    return [...listed.values()]
  }

  /** Aborts an upload that the first listing missed only if no list of uploads was confirmed without it. */
  #addLateUpload(upload: Upload, role: 'missed' | 'unknown-time'): void {
    const { results, scan, confirm } = this.#job
    results.add(upload)
    if (role === 'unknown-time') results.record(upload, { kind: 'skipped', code: 'UnknownTime' })
    else if (confirm || !scan || hasPartsCondition(scan.selection)) results.record(upload, NOT_IN_PLAN)
  }

  /** Corrects the results with a complete listing. @throws CliError if that of this server can lack uploads. */
  #reconcile(listed: Iterable<Target>, scan: UploadScan | undefined, newSinceStart = 0): void {
    const { results, bucket } = this.#job
    if (scan?.isUnreliable) {
      const { bucket: name } = bucket.context
      const problem = `Cannot verify that "${name}" has no more uploads, because MinIO does not list all of them.`
      // The caller has printed the warning of the first listing.
      throw new CliError('invalid-response', problem, this.#job.scan?.isUnreliable ? undefined : MINIO_ADVICE)
    }
    this.#lastScan = scan
    results.newSinceStart = newSinceStart
    results.reconcile(listed, scan !== undefined && scan.incompleteReason === undefined)
  }

  /** Checks `idleFor` again if the parts may have been listed more than a minute ago. */
  async #recheck(target: Target, signal: AbortSignal): Promise<Outcome | undefined> {
    const { scan, bucket } = this.#job
    const now = bucket.context.clock.now()
    if (scan?.selection.idleFor === undefined || now - scan.startedAt < MINUTE) return undefined
    const parts = await listParts(target, bucket.context, signal)
    const isIdle = parts.count === 0 || scan.matchesPartsAt({ ...target, parts }, now)
    return isIdle ? undefined : NOT_IN_PLAN
  }

  #createAborter(): BulkAborter {
    const { results, bucket, progress } = this.#job
    const report = (target: Target, outcome: Outcome) => {
      results.record(target, outcome)
      progress.done++
      if (outcome.kind === 'failed') progress.failed++
    }
    const recheck = this.#recheck.bind(this)
    return new BulkAborter({ ...this.#job, report, recheck, context: bucket.context })
  }
}

/** Yields all indices, first those of a few items that are evenly spaced: a problem of all items shows early. */
function* sampleFirst(count: number): Generator<number> {
  const sample = new Set(Array.from({ length: SAMPLE_SIZE }, (_, nth) => Math.floor((nth * count) / SAMPLE_SIZE)))
  if (count > 0) yield* sample
  for (let index = 0; index < count; index++) if (!sample.has(index)) yield index
}
