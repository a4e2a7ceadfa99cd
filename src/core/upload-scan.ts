import { DAY, SECOND } from './duration.js'
import type { Instant } from './instant.js'
import {
  hasPartsCondition,
  matchesKey,
  matchesTarget,
  matchParts,
  matchUpload,
  type Selection,
} from './selection.js'
import { bytesOf, type MalformedEntry, type Page, type Upload } from './upload.js'

/** Role of an upload that only a later listing of the run shows. */
export type LateUpload = 'matched' | 'started-since' | 'not-matched'

/**
 * Filters a listing page by page and counts what matches. Ages are relative to the `Date` header of the first
 * response, because the local clock may be wrong.
 */
export class UploadScan {
  readonly selection: Selection
  readonly malformedEntries: MalformedEntry[] = []
  matchedCount = 0
  /** Known size of the uploads that match. */
  bytes = 0
  /** True if the parts of uploads were requested. */
  includesParts = false
  /** Reason why parts could not be listed, as a message. */
  partsError: string | undefined
  /** Number of matching uploads whose parts could not be listed. */
  unknownSizeCount = 0
  /** Number of uploads excluded because their age is unknown. */
  unknownAgeCount = 0
  /** Number of uploads excluded because their parts are unknown. */
  unknownPartsCount = 0
  /** Number of matching uploads initiated in the last 24 hours or at an unknown time. */
  recentCount = 0
  oldest: Upload | undefined
  newest: Upload | undefined
  /** True if the server sent no usable `Date` header. */
  usesLocalClock = false
  readonly #localNow: Instant
  readonly #excludeNew: boolean
  #now: Instant | undefined

  /** With `excludeNew`, uploads that start after the listing did are not matched. */
  constructor(selection: Selection, localNow: Instant, { excludeNew = false } = {}) {
    this.selection = selection
    this.#localNow = localNow
    this.#excludeNew = excludeNew
  }

  get now(): Instant {
    return this.#now ?? this.#localNow
  }

  /** Returns the uploads of a page that match by all conditions except those on parts. */
  filterByListing(page: Page): Upload[] {
    this.#freezeTime(page)
    this.malformedEntries.push(...page.malformedEntries.filter((entry) => this.#mayMatch(entry)))
    return page.uploads.filter((upload) => {
      if (this.#excludeNew && this.#startedAfterRun(upload)) return false
      const result = matchUpload(this.selection, upload, this.now)
      if (result === 'age-unknown') this.unknownAgeCount++
      return result === 'matched'
    })
  }

  /** Returns the uploads that also match by their parts, and counts them. */
  filterByParts(uploads: readonly Upload[]): Upload[] {
    return uploads.filter((upload) => {
      const result = matchParts(this.selection, upload, this.now)
      if (result === 'parts-unknown') this.unknownPartsCount++
      if (result === 'matched') this.#count(upload)
      return result === 'matched'
    })
  }

  /** Classifies an upload that only a later listing shows. In doubt it started since, and is not aborted. */
  classifyLateUpload(upload: Upload): LateUpload {
    if (!matchesTarget(this.selection, upload)) return 'not-matched'
    if (upload.initiated === undefined || upload.initiated >= this.now) return 'started-since'
    const isMatched =
      !hasPartsCondition(this.selection) && matchUpload(this.selection, upload, this.now) === 'matched'
    return isMatched ? 'matched' : 'not-matched'
  }

  /** The `Date` header has a resolution of one second. */
  #startedAfterRun({ initiated }: Upload): boolean {
    return initiated !== undefined && initiated >= this.now + SECOND
  }

  #freezeTime({ serverTime }: Page): void {
    if (this.#now !== undefined) return
    this.#now = serverTime ?? this.#localNow
    this.usesLocalClock = serverTime === undefined
  }

  #count(upload: Upload): void {
    this.matchedCount++
    this.bytes += bytesOf(upload) ?? 0
    if (upload.parts === 'unknown') this.unknownSizeCount++
    const { initiated } = upload
    if (initiated === undefined || this.now - initiated < DAY) this.recentCount++
    if (initiated === undefined) return
    if (initiated < (this.oldest?.initiated ?? Infinity)) this.oldest = upload
    if (initiated > (this.newest?.initiated ?? -Infinity)) this.newest = upload
  }

  #mayMatch({ key }: MalformedEntry): boolean {
    return key === undefined || matchesKey(this.selection, key)
  }
}
