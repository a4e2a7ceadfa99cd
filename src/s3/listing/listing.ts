import type { Instant } from '../../core/instant.js'
import { identityOf, type Page, type Target, type Upload } from '../../core/upload.js'
import { untrusted } from '../requests/request-error.js'
import { readEntries } from './entries.js'
import { encodingByComparison, encodingOf, type KeyEncoding } from './key-encoding.js'
import type { RawPage } from './page.js'
import { Repeats } from './repeats.js'

/** Asks the store for one page of uploads: the first, or the one that follows an upload. */
export type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<FetchedPage>

export interface ListingOptions {
  /** Asked of the store; what it answers must still be checked, see `isKeyMeant`. */
  readonly prefix?: string
  /** Most uploads in one answer, 1000 by default; stores may give fewer. */
  readonly pageSize?: number
}

export interface PageRequest extends ListingOptions {
  /** The last upload already seen: its key and id are the markers. */
  readonly after?: Target
  readonly encodingType: KeyEncoding
}

export interface FetchedPage {
  readonly page: RawPage
  readonly answeredAt?: Instant
}

/** What a page holds, and whether there is more. */
interface ReadPage extends Pick<Page, 'uploads' | 'untrustworthy'> {
  readonly isTruncated: boolean
  readonly answeredAt: Instant | undefined
}

/**
 * Lists every upload, page by page, each once, or fails: never a part that looks like the whole. One page is
 * asked for ahead, while the one before it is in use.
 *
 * The next page is asked for by the last upload's own key and id. Servers' own markers differ: Swift leaves
 * them empty on a page of one, RGW writes them raw beside encoded keys, AWS encodes them.
 */
export class Listing {
  readonly #fetch: FetchPage
  #encoding: KeyEncoding | undefined

  constructor(fetch: FetchPage) {
    this.#fetch = fetch
  }

  /** @throws RequestError, untrusted among others. */
  async *pages(options: ListingOptions, signal: AbortSignal): AsyncGenerator<Page> {
    const left = new AbortController()
    const wanted = AbortSignal.any([signal, left.signal])
    const request: PageRequest = { ...options, encodingType: 'url' }
    const repeats = new Repeats()
    const visited = new Set<string>()
    try {
      let reading: Promise<ReadPage> | undefined = this.#read(request, wanted)
      while (reading) {
        const { uploads, untrustworthy, isTruncated, answeredAt }: ReadPage = await reading
        reading = isTruncated
          ? this.#read({ ...request, after: wayOn(uploads.at(-1), visited) }, wanted)
          : undefined
        reading?.catch(() => undefined) // It is told to those who go on to that page.
        const fresh = uploads.filter((upload) => repeats.isNew(upload))
        yield { uploads: fresh, untrustworthy, ...(answeredAt !== undefined && { answeredAt }) }
        repeats.turnPage()
      }
    } finally {
      left.abort()
    }
  }

  async #read(request: PageRequest, signal: AbortSignal): Promise<ReadPage> {
    const { page, answeredAt } = await this.#fetch(request, signal)
    const encoding = await this.#settleEncoding(page, request, signal)
    return { ...readEntries(page.entries, encoding), isTruncated: page.isTruncated, answeredAt }
  }

  /** A page whose keys could be read in both ways is asked for once more, without `encoding-type`. */
  async #settleEncoding(page: RawPage, request: PageRequest, signal: AbortSignal): Promise<KeyEncoding> {
    if (this.#encoding) return this.#encoding
    const evidence = encodingOf(page)
    if (evidence === 'either') return 'none'
    if (evidence === 'ambiguous') {
      const { page: plain } = await this.#fetch({ ...request, encodingType: 'none' }, signal)
      this.#encoding = encodingByComparison(page, plain)
      if (!this.#encoding) throw untrusted('its keys could be read in two ways')
    } else {
      this.#encoding = evidence
    }
    return this.#encoding
  }
}

/** The upload to go on from, which was none before. */
function wayOn(last: Upload | undefined, visited: Set<string>): Upload {
  if (!last) throw untrusted('it says that there is more, but not where')
  if (visited.has(identityOf(last))) throw untrusted('its pages repeat')
  visited.add(identityOf(last))
  return last
}
