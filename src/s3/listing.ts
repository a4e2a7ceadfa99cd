import { type Instant, readInstant } from '../core/instant.js'
import {
  identityOf,
  type Page,
  type Principal,
  type Target,
  type Upload,
  type Untrustworthy,
} from '../core/upload.js'
import { encodingByComparison, encodingOf, type KeyEncoding, keyOf } from './key-encoding.js'
import type { RawPage } from './page.js'
import type { RawEntry } from './page-scan.js'
import { untrusted } from './request-error.js'

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

/**
 * Lists every upload, page by page, each once, or fails: never a part that looks like the whole.
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
    const visited = new Set<string>()
    let previous = new Set<string>()
    let request: PageRequest = { ...options, encodingType: 'url' }
    for (;;) {
      const { page, answeredAt } = await this.#fetch(request, signal)
      const encoding = await this.#settleEncoding(page, request, signal)
      const { uploads, untrustworthy } = readEntries(page.entries, encoding)
      const fresh = new Map(uploads.map((upload) => [identityOf(upload), upload]))
      previous.forEach((identity) => fresh.delete(identity))
      yield { uploads: [...fresh.values()], untrustworthy, ...(answeredAt !== undefined && { answeredAt }) }

      if (!page.isTruncated) return
      const after = uploads.at(-1)
      if (!after) throw untrusted('it says that there is more, but not where')
      if (visited.has(identityOf(after))) throw untrusted('its pages repeat')
      visited.add(identityOf(after))
      previous = new Set(uploads.map(identityOf))
      request = { ...request, after }
    }
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

function readEntries(
  entries: readonly RawEntry[],
  encoding: KeyEncoding,
): Pick<Page, 'uploads' | 'untrustworthy'> {
  const uploads: Upload[] = []
  const untrustworthy: Untrustworthy[] = []
  for (const entry of entries) {
    const key = keyOf(entry, encoding)
    if (!key) untrustworthy.push({ reason: 'it has no readable key' })
    else if (!entry.uploadId) untrustworthy.push({ key, reason: 'it has no upload id' })
    else uploads.push(uploadOf(entry, key, entry.uploadId))
  }
  return { uploads, untrustworthy }
}

/** An unreadable Initiated costs the upload its age, not the page its uploads. */
function uploadOf(entry: RawEntry, key: string, uploadId: string): Upload {
  const initiated = readInstant(entry.initiated ?? '')
  const owner = principalOf(entry.ownerId, entry.ownerName)
  const initiator = principalOf(entry.initiatorId, entry.initiatorName)
  return {
    key,
    uploadId,
    ...(initiated !== undefined && { initiated }),
    ...(entry.storageClass && { storageClass: entry.storageClass }),
    ...(owner && { owner }),
    ...(initiator && { initiator }),
    ...(entry.checksumAlgorithm && { checksumAlgorithm: entry.checksumAlgorithm }),
    ...(entry.checksumType && { checksumType: entry.checksumType }),
  }
}

function principalOf(id: string | undefined, displayName: string | undefined): Principal | undefined {
  if (id === undefined && displayName === undefined) return undefined
  return { ...(id !== undefined && { id }), ...(displayName !== undefined && { displayName }) }
}
