import type { AbortResults } from '../core/abort-results.js'
import type { Duration } from '../core/duration.js'
import type { Failure, Outcome } from '../core/outcome.js'
import { sampleFirst } from '../core/sample-first.js'
import { commonPrefix, type Target, targetId, type Upload } from '../core/upload.js'
import type { UploadScan } from '../core/upload-scan.js'
import { CliError } from '../errors.js'
import type { AbortOptions, AbortReport } from './abort-all.js'
import type { BucketUploads } from './bucket-uploads.js'
import { BulkAborter } from './bulk-aborter.js'

/** Delay before each round that aborts uploads again: servers may list an upload for a while after its abort. */
const ROUND_DELAYS: readonly Duration[] = [1_000, 5_000, 15_000]
/** Uploads from all over the bucket that are aborted first: if all of them are denied, so are the others. */
const SAMPLE_SIZE = 5

interface Selected {
  readonly results: AbortResults
  /** Listing that selects the uploads. Undefined if they were given by key and upload ID. */
  readonly scan?: UploadScan
  /** Pages of uploads that are still being listed. Undefined if the results hold all uploads already. */
  readonly pages?: AsyncIterable<readonly Target[]>
}

/** Aborts uploads, and lists again until none is left or three more rounds have failed. */
export class AbortRun {
  readonly #bucket: BucketUploads
  readonly #selected: Selected
  readonly #results: AbortResults
  readonly #options: AbortOptions
  /** It keeps its concurrency limit from round to round. */
  #aborter: BulkAborter

  constructor(bucket: BucketUploads, selected: Selected, options: AbortOptions) {
    this.#bucket = bucket
    this.#selected = selected
    this.#results = selected.results
    this.#options = options
    this.#aborter = this.#createAborter()
  }

  /** @throws CliError if the listing fails before any upload was aborted. */
  async run(): Promise<AbortReport> {
    const results = this.#results
    const { scan } = this.#selected
    const { signal } = this.#options
    try {
      await this.#abortAndVerify()
    } catch (error) {
      const isKnown = signal.aborted || error instanceof CliError
      if (!isKnown || !(results.isComplete || results.hasStarted)) throw error
      return { results, scan, status: signal.aborted ? 'stopped' : (error as CliError).kind, error }
    }
    const status = results.exitStatus()
    const isIncomplete = scan !== undefined && scan.malformedEntries.length > 0
    return { results, scan, status: status === 'done' && isIncomplete ? 'invalid-response' : status }
  }

  /**
   * A part that was in flight can bring an upload back after its abort, so survivors are aborted again:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
   */
  async #abortAndVerify(): Promise<void> {
    const results = this.#results
    const { progress, signal } = this.#options
    let cause = await this.#firstPass()
    if (results.size === 0 && !signal.aborted) {
      results.reconcile([])
      return
    }
    for (let round = 0; ; round++) {
      signal.throwIfAborted()
      if (cause)
        throw new CliError(results.exitStatus() === 'partial' ? 'partial' : cause.kind, cause.message)
      const listed = await this.#listAgain()
      const targets = listed.filter((upload) => !results.isPermanentFailure(upload))
      const delay = ROUND_DELAYS[round]
      if (targets.length === 0 || delay === undefined) return
      await this.#bucket.context.clock.sleep(delay, signal)
      progress.startAborting(targets.length)
      cause = await this.#aborter.run([targets])
    }
  }

  /** Aborts every upload once. Returns the failure that stopped it early, if any. */
  async #firstPass(): Promise<Failure | undefined> {
    const results = this.#results
    const { pages } = this.#selected
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
    this.#options.progress.startAborting(results.size)
    return this.#aborter.run([this.#pending()])
  }

  /**
   * Yields the uploads of a page once the next page was listed. So a response that is no listing, and pages that
   * repeat, abort nothing.
   */
  async *#delayOnePage(pages: AsyncIterable<readonly Target[]>): AsyncGenerator<Iterable<Target>, void> {
    const results = this.#results
    const { progress } = this.#options
    const release = (page: readonly Target[]) => {
      if (page.length > 0 && progress.phase === 'listing') progress.startAborting(0)
      progress.total = results.size
      progress.isListing = !results.isComplete
      return sampled(page)
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
    for (const index of sampleFirst(this.#results.size, SAMPLE_SIZE)) {
      const { target, outcome } = this.#results.at(index)
      if (outcome.kind === 'skipped') yield target
    }
  }

  /** Reconciles the results with a new listing. Returns the uploads that are still listed or were missed before. */
  async #listAgain(): Promise<Upload[]> {
    const results = this.#results
    const { scan } = this.#selected
    const { progress, signal } = this.#options
    const prefix = scan ? scan.selection.prefix : commonPrefix(Array.from(results.entries(), targetOf))
    const listed = new Map<string, Upload>()
    let newSinceStart = 0
    progress.startListing('verifying')
    for await (const { uploads } of this.#bucket.pages({ prefix }, signal)) {
      progress.pages++
      progress.listed += uploads.length
      for (const upload of uploads) {
        const role = results.has(upload) ? 'matched' : scan?.classifyLateUpload(upload)
        if (role === 'started-since') newSinceStart++
        if (role === 'matched') listed.set(targetId(upload), upload)
      }
    }
    for (const upload of listed.values()) results.add(upload)
    results.reconcile(listed.values())
    results.newSinceStart = newSinceStart
    return [...listed.values()]
  }

  #createAborter(): BulkAborter {
    const { progress } = this.#options
    const report = (target: Target, outcome: Outcome) => {
      this.#results.record(target, outcome)
      progress.done++
      if (outcome.kind === 'failed') progress.failed++
    }
    const { name, context } = this.#bucket
    return new BulkAborter({ ...this.#options, report, bucket: name, context })
  }
}

function* sampled(targets: readonly Target[]): Generator<Target> {
  for (const index of sampleFirst(targets.length, SAMPLE_SIZE)) yield* targets.slice(index, index + 1)
}

const targetOf = ({ target }: { readonly target: Target }): Target => target
