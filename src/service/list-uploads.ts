import { isSameTarget, type Page, type Upload } from '../core/upload.js'
import { CliError } from '../errors.js'
import { toFailure } from '../s3/describe-error.js'
import { InvalidResponseError, isRequestError } from '../s3/request-error.js'
import { ListingTrail } from './listing-trail.js'
import type { BucketContext } from './s3-context.js'
import { type ListedPage, type Marker, PageReader } from './uploads-page.js'

const PAGE_SIZE = 1000
/** Listings that check whether an empty page was the end. Each can be cut short by an upload that is completed. */
const MAX_CHECKS = 3

export interface ListingOptions {
  /** Prefix for the server. The keys of the response must be tested too, see `matchesKey`. */
  readonly prefix?: string
  /** True if the prefix is the key of the uploads. MinIO lists only uploads of one exact key completely. */
  readonly isExactKey?: boolean
}

/**
 * Lists all uploads of a bucket, page by page, each once, or throws. It never returns a part that looks complete. The
 * next page is requested while the current one is in use.
 */
export class UploadListing {
  readonly #context: BucketContext
  readonly #reader: PageReader

  constructor(context: BucketContext, pageSize = PAGE_SIZE) {
    this.#context = context
    this.#reader = new PageReader(context, pageSize)
  }

  /** @throws RequestError, such as InvalidResponseError for pages that repeat. */
  async *pages({ prefix = '', isExactKey = false }: ListingOptions, signal: AbortSignal): AsyncGenerator<Page> {
    let isChecked = prefix === ''
    for await (const page of this.#walk(prefix, signal)) {
      const hasKeyless = page.malformedEntries.some(({ key }) => key === undefined)
      isChecked ||= page.isFromMinio || hasKeyUnder(prefix, page) || hasKeyless
      yield { ...page, isOfBucket: prefix === '', isUnreliable: page.isFromMinio && !isExactKey }
    }
    if (!isChecked) yield* this.#checkPrefix(prefix, signal)
  }

  /**
   * Lists without a prefix that matched nothing, because some servers hide uploads under a prefix. Two pages are
   * requested at most, unless they show a key with the prefix.
   */
  async *#checkPrefix(prefix: string, signal: AbortSignal): AsyncGenerator<Page> {
    try {
      const page = await this.#reader.read('', undefined, signal)
      const isComplete = !page.isTruncated && !page.isFull
      const key = Array.from(prefix).slice(0, -1).join('')
      const nearPage = isComplete || key === '' ? page : await this.#reader.read('', { key }, signal)
      if (!hasKeyUnder(prefix, page) && !hasKeyUnder(prefix, nearPage)) {
        const others = { count: page.uploads.length + page.malformedEntries.length, isComplete }
        yield { ...page, uploads: [], isOfBucket: false, isUnreliable: page.isFromMinio, others }
        return
      }
    } catch (error) {
      const failure = isRequestError(error) ? toFailure(error, { operation: 'list', ...this.#context }) : undefined
      if (failure?.kind !== 'access-denied') throw error
      const others = { error: CliError.fromFailure(failure).problem }
      yield { uploads: [], malformedEntries: [], isOfBucket: false, isUnreliable: false, others }
      return
    }
    for await (const page of this.#walk('', signal)) yield { ...page, isOfBucket: true, isUnreliable: page.isFromMinio }
  }

  /** Requests one page after another. A second listing, which only checks the first, is not checked itself. */
  async *#walk(prefix: string, signal: AbortSignal, isSecond = false): AsyncGenerator<ListedPage> {
    const stopped = new AbortController()
    const anySignal = AbortSignal.any([signal, stopped.signal])
    const fetchPage = (after?: Marker) => this.#reader.read(prefix, after, anySignal)
    const trail = new ListingTrail(this.#context.clock.now())
    try {
      let fetching: Promise<ListedPage> | undefined = fetchPage()
      let isAfterTruncated = false
      while (fetching) {
        let page: ListedPage = await fetching
        if (isAfterTruncated && isEnd(page) && !isSecond)
          page = (await this.#findRest(trail, prefix, anySignal)) ?? page
        const marker = markerAfter(page)
        fetching = marker && fetchPage(trail.visit(marker))
        fetching?.catch(() => undefined) // The error is thrown when the page is awaited.
        isAfterTruncated = page.isTruncated
        yield { ...page, uploads: trail.add(page) }
      }
    } finally {
      stopped.abort()
    }
  }

  /**
   * Checks that an empty page after a truncated one is the end. If the upload of the marker was completed, some servers
   * return an empty page (versity/versitygw#1799). Returns the next page with uploads, if there is one.
   *
   * @throws InvalidResponseError if a second listing shows an upload that this one does not.
   */
  async #findRest(trail: ListingTrail, prefix: string, signal: AbortSignal): Promise<ListedPage | undefined> {
    const hasMissing = trail.missingUploads()
    for (const after of earlierUploads(trail.lastPage)) {
      const page = await this.#reader.read(prefix, after, signal)
      if (hasMissing(page)) return page
    }
    let previous = trail.lastPage
    for (let listing = 0; listing < MAX_CHECKS; listing++) {
      const last = await this.#lastPage(prefix, hasMissing, signal)
      if (last === 'confirmed' || endsAlike(last, previous)) return undefined
      previous = last
    }
    throw new InvalidResponseError('listings that end differently')
  }

  /** Lists again. Returns its last page with uploads, or `confirmed` if it did not end as the first one did. */
  async #lastPage(prefix: string, hasMissing: (page: ListedPage) => boolean, signal: AbortSignal) {
    let last: ListedPage | undefined
    let isConfirmed: boolean | undefined
    let isAfterTruncated = false
    for await (const page of this.#walk(prefix, signal, true)) {
      if (hasMissing(page)) throw new InvalidResponseError('two listings that differ')
      isConfirmed = !(isEnd(page) && isAfterTruncated)
      isAfterTruncated = page.isTruncated
      if (page.uploads.length > 0) last = page
    }
    return isConfirmed ? 'confirmed' : last
  }
}

function hasKeyUnder(prefix: string, { uploads, malformedEntries }: ListedPage): boolean {
  return [...uploads, ...malformedEntries].some(({ key }) => key?.startsWith(prefix))
}

function isEnd({ uploads, malformedEntries, isTruncated }: ListedPage): boolean {
  return uploads.length + malformedEntries.length === 0 && !isTruncated
}

/**
 * Returns the position of the next page, or undefined after the last one. A full page is not the last, because some
 * servers always return IsTruncated false (seaweedfs/seaweedfs#1891).
 */
function markerAfter({ uploads, isTruncated, isFull, nextMarker }: ListedPage): Marker | undefined {
  if (!isTruncated && !isFull) return undefined
  // Swift returns empty markers after a page of one upload, RGW returns them raw beside encoded keys, AWS encodes them.
  const marker = uploads.at(-1) ?? nextMarker
  if (!marker) throw new InvalidResponseError('an empty page that is truncated')
  return marker
}

function endsAlike(one: ListedPage | undefined, other: ListedPage | undefined): boolean {
  const [last, otherLast] = [one?.uploads.at(-1), other?.uploads.at(-1)]
  return last && otherLast ? isSameTarget(last, otherLast) : last === otherLast
}

/** Returns up to three uploads before the last one of a page, the last of them first. */
function earlierUploads(page: ListedPage | undefined): Upload[] {
  const earlier = page?.uploads.slice(0, -1) ?? []
  const indices = new Set([earlier.length - 1, Math.floor(earlier.length / 2), 0])
  return [...indices].flatMap((index) => earlier[index] ?? [])
}
