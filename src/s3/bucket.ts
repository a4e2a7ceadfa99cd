import type { Clock } from '../core/clock.js'
import { readHttpDate } from '../core/instant.js'
import type { Ledger } from '../core/ledger.js'
import type { Progress } from '../core/progress.js'
import type { Search } from '../core/search.js'
import { hasPartsCondition } from '../core/selection.js'
import type { Page, Target, Upload } from '../core/upload.js'
import { abortAndVerify, type Verification } from './aborting/abort-and-verify.js'
import { abortUpload } from './aborting/abort-upload.js'
import { Aborting, type AbortingJob } from './aborting/aborting.js'
import type { About } from './explain-answer.js'
import { asProblem, failureOf } from './explain.js'
import { Lifecycle } from './lifecycle/lifecycle.js'
import { type FetchedPage, Listing, type ListingOptions, type PageRequest } from './listing/listing.js'
import { Measuring } from './listing/measuring.js'
import { readPage } from './listing/page.js'
import { withRetries } from './requests/retrying.js'
import type { SignedRequests } from './requests/signed-requests.js'

const CHANCES_TO_LIST = 6

export interface Finding {
  /** The parts of every selected upload are to be looked at, even where no condition is about them. */
  readonly withParts: boolean
  readonly progress: Progress
  readonly stop: AbortSignal
}

/** The incomplete multipart uploads of one bucket. */
export class Bucket {
  readonly name: string
  readonly lifecycle: Lifecycle
  readonly #requests: SignedRequests
  readonly #clock: Clock
  readonly #listing = new Listing((request, signal) => this.#fetchPage(request, signal))

  constructor(name: string, requests: SignedRequests, clock: Clock) {
    this.name = name
    this.lifecycle = new Lifecycle(name, requests, clock)
    this.#requests = requests
    this.#clock = clock
  }

  /**
   * Every upload whose key the store thinks begins with the prefix, page by page.
   *
   * @throws Problem where the listing can't be had or can't be trusted; then it is not complete.
   */
  async *list(options: ListingOptions, signal: AbortSignal): AsyncGenerator<Page> {
    try {
      yield* this.#listing.pages(options, signal)
    } catch (error) {
      throw asProblem(error, this.#about('list'))
    }
  }

  /**
   * The selected uploads, as pages come, and their parts where those matter. The counts are in the search.
   *
   * @throws Problem, as `list` does.
   */
  async *find(search: Search, { withParts, progress, stop }: Finding): AsyncGenerator<Upload[]> {
    const { prefix } = search.selection
    search.isMeasured = withParts || hasPartsCondition(search.selection)
    const measuring = this.#measuring(progress, stop)
    for await (const page of this.list({ prefix }, stop)) {
      progress.pages++
      progress.listed += page.uploads.length
      const sifted = search.sift(page)
      const uploads = search.isMeasured ? await measuring.measure(sifted) : sifted
      search.whyUnknown = measuring.failure?.message
      yield search.take(uploads)
    }
  }

  /** The same, where only the counts matter. */
  async lookThrough(search: Search, finding: Finding): Promise<void> {
    const pages = this.find(search, finding)
    while (!(await pages.next()).done);
  }

  /** Prepares to abort many at once, and to report what the store claims of each. */
  aborting(job: Pick<AbortingJob, 'report' | 'progress' | 'stop' | 'atMost'>): Aborting {
    const about = this.#about('abort')
    return new Aborting({
      ask: (target, cut) => abortUpload(this.#requests, target, cut),
      explain: (reason) => failureOf(reason, about),
      clock: this.#clock,
      ...job,
    })
  }

  /** Aborts every upload of the ledger and holds the store's claims against fresh listings. */
  abortAndVerify(ledger: Ledger, verification: Verification): Promise<void> {
    return abortAndVerify(this, ledger, { ...verification, clock: this.#clock })
  }

  #measuring(progress: Progress, stop: AbortSignal): Measuring {
    const about = this.#about('list parts')
    return new Measuring({
      fetch: (target, after) => this.#fetchParts(target, after, stop),
      explain: (reason) => failureOf(reason, about),
      clock: this.#clock,
      progress,
      stop,
    })
  }

  #about(doing: About['doing']): About {
    return { doing, bucket: this.name, ...this.#requests.where }
  }

  async #fetchParts({ key, uploadId }: Target, after: number, signal: AbortSignal): Promise<Buffer> {
    const query = { uploadId, 'max-parts': '1000', ...(after > 0 && { 'part-number-marker': String(after) }) }
    return (await this.#requests.send({ method: 'GET', key, query }, signal)).body
  }

  async #fetchPage(request: PageRequest, signal: AbortSignal): Promise<FetchedPage> {
    const { prefix = '', pageSize = 1000, after, encodingType } = request
    const query = {
      uploads: '',
      'max-uploads': String(pageSize),
      ...(encodingType === 'url' && { 'encoding-type': 'url' }),
      ...(prefix && { prefix }),
      // Both, always: by key alone AWS skips the rest of that key, and RGW lists it again.
      ...(after && { 'key-marker': after.key, 'upload-id-marker': after.uploadId }),
    }
    const answer = await withRetries(() => this.#requests.send({ method: 'GET', query }, signal), {
      chances: CHANCES_TO_LIST,
      clock: this.#clock,
      signal,
    })
    const answeredAt = readHttpDate(answer.headers.date)
    return { page: readPage(answer.body, this.name), ...(answeredAt !== undefined && { answeredAt }) }
  }
}
