import type { Clock } from '../core/clock.js'
import type { Ledger } from '../core/ledger.js'
import type { Outcome } from '../core/outcome.js'
import type { Page, Target } from '../core/upload.js'
import { abortAndVerify, type Verification } from './abort-and-verify.js'
import { abortUpload, forEachAtOnce } from './aborting.js'
import type { BucketRequests } from './bucket-requests.js'
import { type About, asProblem } from './explain.js'
import { type FetchedPage, Listing, type ListingOptions, type PageRequest } from './listing.js'
import { readPage } from './page.js'
import { withRetries } from './retrying.js'

const MOST_LIST_ATTEMPTS = 6
const ABORTS_AT_ONCE = 32

/** The incomplete multipart uploads of one bucket. */
export class Bucket {
  readonly name: string
  readonly #requests: BucketRequests
  readonly #clock: Clock
  readonly #listing = new Listing((request, signal) => this.#fetchPage(request, signal))

  constructor(name: string, requests: BucketRequests, clock: Clock) {
    this.name = name
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

  /** Aborts every target, many at once, and reports what the store claimed of each. One failure stops nothing. */
  async abort<T extends Target>(
    targets: AsyncIterable<T> | Iterable<T>,
    report: (target: T, claim: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const about = this.#about('abort')
    await forEachAtOnce(targets, ABORTS_AT_ONCE, async (target) => {
      report(target, await abortUpload(this.#requests, target, { about, clock: this.#clock, signal }))
    })
  }

  /** Aborts every upload of the ledger and holds the store's claims against fresh listings. */
  abortAndVerify(ledger: Ledger, verification: Verification, signal: AbortSignal): Promise<void> {
    return abortAndVerify(this, ledger, verification, { clock: this.#clock, signal })
  }

  #about(doing: About['doing']): About {
    return { doing, bucket: this.name, endpoint: this.#requests.endpoint }
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
      mostAttempts: MOST_LIST_ATTEMPTS,
      clock: this.#clock,
      signal,
    })
    const answeredAt = Date.parse(answer.headers.date ?? '')
    return { page: readPage(answer.body, this.name), ...(!Number.isNaN(answeredAt) && { answeredAt }) }
  }
}
