import { targetHash } from '../core/target-index.js'
import type { Instant } from '../core/time.js'
import { type Target, targetId, type Upload } from '../core/upload.js'
import { InvalidResponseError } from '../s3/request-error.js'
import type { ListedPage, Marker } from './uploads-page.js'

/** Uploads and markers of one listing so far. */
export class ListingTrail {
  /** Last page with uploads. */
  lastPage: ListedPage | undefined
  /** All markers, as `targetId` returns them. */
  readonly #markers = new Set<string>()
  /** Hashes of all uploads, in 53 bits, because a million of them must be held. */
  readonly #hashes: number[] = []
  #lastMarker = ''
  #onLastPage = new Set<string>()
  readonly #startedAt: Instant
  /** Time of the server, from the first page that has it. It replaces the local time. */
  #serverTime: Instant | undefined

  /** Takes the local time, in case the server sends none. */
  constructor(startedAt: Instant) {
    this.#startedAt = startedAt
  }

  /**
   * Adds a page. Returns its uploads, except for those that it has twice or that were on the page before.
   *
   * @throws InvalidResponseError if it should continue a listing, and repeats it.
   */
  add(page: ListedPage): readonly Upload[] {
    this.#serverTime ??= page.serverTime
    const ids = new Set<string>()
    const uploads = page.uploads.filter((upload) => {
      const id = targetId(upload)
      const isKnown = ids.has(id) || this.#onLastPage.has(id)
      ids.add(id)
      return !isKnown
    })
    // Some servers repeat the upload of the marker.
    const isMarkerOnly = page.uploads.every((upload) => targetId(upload) === this.#lastMarker)
    if (uploads.length === 0 && !isMarkerOnly) throw new InvalidResponseError('pages that repeat')
    for (const upload of uploads) this.#hashes.push(wideHash(upload))
    this.#onLastPage = ids
    if (page.uploads.length > 0) this.lastPage = page
    return uploads
  }

  /** Records the marker of the next request. @throws InvalidResponseError if it was requested before. */
  visit(marker: Marker): Marker {
    this.#lastMarker = targetId({ uploadId: '', ...marker })
    if (this.#markers.has(this.#lastMarker)) throw new InvalidResponseError('pages that repeat')
    this.#markers.add(this.#lastMarker)
    return marker
  }

  /** Returns a test for pages with an upload that was there before this listing, but is not in it. */
  missingUploads(): (page: ListedPage) => boolean {
    const hashes = new Set(this.#hashes)
    const startedAt = this.#serverTime ?? this.#startedAt
    const isOld = ({ initiated }: Upload) => initiated === undefined || initiated < startedAt
    return ({ uploads }) => uploads.some((upload) => isOld(upload) && !hashes.has(wideHash(upload)))
  }
}

function wideHash(target: Target): number {
  return targetHash(target) * 2 ** 21 + (targetHash(target, 0x9e3779b9) >>> 11)
}
