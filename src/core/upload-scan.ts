import type { Clocks, FilterResult, Selection } from './selection.js'
import { hasTimeCondition, matchesKey, matchesTarget, matchParts, matchUpload } from './selection.js'
import { TargetIndex } from './target-index.js'
import { DAY, type Duration, HOUR, type Instant, MINUTE, SECOND } from './time.js'
import { bytesOf, type MalformedEntry, type OtherUploads, type Page, type Upload } from './upload.js'

/**
 * Role of an upload that only a later listing of the run shows. `missed`: it matches, and an earlier listing should
 * have shown it. `started-since`: it may have started during the run. `unknown-time`: neither can be known.
 */
export type LateUpload = 'missed' | 'started-since' | 'unknown-time' | 'not-matched'

/**
 * Reason for the scan. `verify` counts an upload if its age is in doubt, the others do not match it. `abort` leaves out
 * uploads that start after the run.
 */
export type ScanPurpose = 'list' | 'abort' | 'verify'

/** Dates before S3 existed, such as the epoch, are no dates. */
const FIRST_UPLOAD: Instant = Date.UTC(2006, 0)
/** Reason why nothing is verified by a listing of MinIO, and what to do. */
export const MINIO_ADVICE = 'For one key, use: cwmpu abort BUCKET --key KEY'
/** Uploads initiated so shortly before a run can be missing in its first listing. */
const LATE: Duration = 5 * MINUTE
/** Largest difference to the clock of a server that sends no `Date` header: it rejects requests with other times. */
const MAX_SKEW: Duration = 15 * MINUTE

/**
 * Filters a listing page by page and counts what matches. Ages are relative to the `Date` header of the first response
 * and to the local clock, because either may be wrong.
 */
export class UploadScan {
  readonly selection: Selection
  readonly purpose: ScanPurpose
  /** Time at which the scan started, by the local clock. */
  readonly startedAt: Instant
  readonly malformedEntries: MalformedEntry[] = []
  matchedCount = 0
  /** Known size of the uploads that match. */
  bytes = 0
  /** True if the parts of uploads were requested. */
  includesParts = false
  /** Reason why parts could not be listed, as a message. */
  partsError: string | undefined
  unknownSizeCount = 0
  /** Number of uploads that have no usable time for a condition on time. */
  unknownAgeCount = 0
  /** Number of uploads excluded because their parts are unknown. */
  unknownPartsCount = 0
  /** Number of listed uploads that were gone when their parts were requested. They count nowhere else. */
  goneCount = 0
  recentCount = 0
  /** Number of matching uploads without a usable time. They count as recent too. */
  undatedCount = 0
  /** Number of matching uploads left out because they started after the run. */
  newSinceStart = 0
  oldest: Upload | undefined
  newest: Upload | undefined
  /** True if the server sent no usable `Date` header. */
  usesLocalClock = false
  /** True if the listings of this server can lack uploads at any time, so that nothing is verified by them. */
  isUnreliable = false
  #now: Instant | undefined
  #listedCount = 0
  #isOfBucket = false
  #others: OtherUploads | undefined
  /** Listed uploads that do not match, as far as a later listing could take them for new ones. */
  readonly #excluded = new TargetIndex()

  constructor(selection: Selection, startedAt: Instant, purpose: ScanPurpose) {
    this.selection = selection
    this.startedAt = startedAt
    this.purpose = purpose
  }

  /** Time of the server at the start of the scan. */
  get now(): Instant {
    return this.#now ?? this.startedAt
  }

  /** True if the clock of the server and the local clock differ so much that a warning is printed. */
  get hasClockDifference(): boolean {
    return Math.abs(this.now - this.startedAt) > HOUR
  }

  /** Reason why the listing may lack uploads, as a message. Undefined if it is complete. */
  get incompleteReason(): string | undefined {
    const count = this.malformedEntries.length
    if (count === 0)
      return this.isUnreliable ? `MinIO does not list all uploads of a bucket. ${MINIO_ADVICE}` : undefined
    const reasons = [...new Set(this.malformedEntries.map(({ reason }) => reason))].join(', ')
    return `Skipped ${count} malformed ${count === 1 ? 'entry' : 'entries'} in the listing (${reasons}). The listing is incomplete.`
  }

  /** Uploads of the bucket that do not match, as far as the run has listed them. */
  get others(): OtherUploads | undefined {
    if (!this.#isOfBucket) return this.#others
    return { count: this.#listedCount - this.matchedCount - this.goneCount, isComplete: true }
  }

  /** True if the bucket is known to have no uploads at all. */
  get isBucketClear(): boolean {
    if (this.incompleteReason !== undefined || this.matchedCount + this.goneCount > 0) return false
    const { others } = this
    return others !== undefined && 'count' in others && others.isComplete && others.count === 0
  }

  /** Returns true if an upload was initiated in the last 24 hours by either clock, or at an unknown time. */
  isRecent({ initiated }: Upload): boolean {
    return initiated === undefined || Math.min(this.now, this.startedAt) - initiated < DAY
  }

  /** Returns the uploads of a page that match by all conditions except those on parts. */
  filterByListing(page: Page): Upload[] {
    this.#recordPage(page)
    return page.uploads.map(this.#withUsableTimes).filter((upload) => {
      if (!matchesTarget(this.selection, upload)) return false
      // The `Date` header has a resolution of one second.
      if (this.purpose === 'abort' && (upload.initiated ?? 0) >= this.now + SECOND) {
        this.newSinceStart++
        return false
      }
      const result = matchUpload(this.selection, upload, this.#clocks())
      if (result === 'age-unknown' && !this.#isMatch(result)) this.unknownAgeCount++
      if (result === 'excluded' && this.#isLate(upload)) this.#excluded.add(upload)
      return this.#isMatch(result)
    })
  }

  /** Returns the uploads that also match by their parts, and counts them. */
  filterByParts(uploads: readonly Upload[]): Upload[] {
    return uploads.map(this.#withUsableTimes).filter((upload) => {
      const result = matchParts(this.selection, upload, this.#clocks())
      const isMatch = this.#isMatch(result)
      const isInitiatedUnknown = isMatch && upload.initiated === undefined && hasTimeCondition(this.selection)
      if (isInitiatedUnknown || result === 'age-unknown') this.unknownAgeCount++
      if (result === 'parts-unknown') this.unknownPartsCount++
      if (isMatch) this.#count(upload)
      else this.#excluded.add(upload)
      return isMatch
    })
  }

  /** Counts all uploads that match again, after their parts were added. Those that are missing are gone. */
  recount(uploads: readonly Upload[]): void {
    this.goneCount += this.matchedCount - uploads.length
    this.includesParts = true
    this.matchedCount = 0
    this.bytes = 0
    this.unknownSizeCount = 0
    this.recentCount = 0
    this.undatedCount = 0
    this.oldest = undefined
    this.newest = undefined
    for (const upload of uploads) this.#count(upload)
  }

  /** Returns true if an upload still matches by its parts, at a time after the scan. */
  matchesPartsAt(listed: Upload, now: Instant): boolean {
    const clocks = this.#clocks(now - this.startedAt)
    return matchParts(this.selection, this.#withUsableTimes(listed), clocks) === 'matched'
  }

  /** Classifies an upload that only a later listing shows. In doubt it started since, and is not aborted. */
  classifyLateUpload(listed: Upload): LateUpload {
    const upload = this.#withUsableTimes(listed)
    const isExcluded = this.#excluded.find(upload) !== undefined
    if (isExcluded || !matchesTarget(this.selection, upload)) return 'not-matched'
    if (upload.initiated === undefined) return hasTimeCondition(this.selection) ? 'not-matched' : 'unknown-time'
    if (this.#isLate(upload)) return 'started-since'
    return matchUpload(this.selection, upload, this.#clocks()) === 'matched' ? 'missed' : 'not-matched'
  }

  #isLate({ initiated }: Upload): boolean {
    const margin = this.usesLocalClock ? LATE + MAX_SKEW : LATE
    return initiated !== undefined && initiated > Math.min(this.now, this.startedAt) - margin
  }

  #recordPage(page: Page): void {
    if (this.#now === undefined) {
      this.#now = page.serverTime ?? this.startedAt
      this.usesLocalClock = page.serverTime === undefined
    }
    for (const entry of page.malformedEntries)
      if (entry.key === undefined || matchesKey(this.selection, entry.key)) this.malformedEntries.push(entry)
    this.isUnreliable ||= page.isUnreliable
    this.#others = page.others
    if (page.isOfBucket) this.#listedCount += page.uploads.length + page.malformedEntries.length
    this.#isOfBucket = page.isOfBucket
  }

  /** A condition on age must hold by both clocks, that of the server and the local one. For `verify`, by either. */
  #clocks(passed: Duration = 0): Clocks {
    const [earlier, later] = [Math.min(this.now, this.startedAt) + passed, Math.max(this.now, this.startedAt) + passed]
    const isVerifying = this.purpose === 'verify'
    return isVerifying ? { forMinimum: later, forMaximum: earlier } : { forMinimum: earlier, forMaximum: later }
  }

  #isMatch(result: FilterResult): boolean {
    return result === 'matched' || (this.purpose === 'verify' && result !== 'excluded')
  }

  /** Drops times that cannot be, such as those of the years 1970 and 9999. */
  readonly #withUsableTimes = (upload: Upload): Upload => {
    const { initiated, parts, ...rest } = upload
    const isPartsUsable = typeof parts !== 'object' || this.#isUsable(parts.lastModified)
    if (this.#isUsable(initiated) && isPartsUsable) return upload
    return {
      ...rest,
      ...(initiated !== undefined && this.#isUsable(initiated) && { initiated }),
      ...(parts !== undefined && { parts: isPartsUsable ? parts : { count: parts.count, bytes: parts.bytes } }),
    }
  }

  #isUsable(time: Instant | undefined): boolean {
    const latest = Math.max(this.now, this.startedAt) + DAY
    return time === undefined || (time >= FIRST_UPLOAD && time <= latest)
  }

  #count(upload: Upload): void {
    this.matchedCount++
    this.bytes += bytesOf(upload) ?? 0
    if (this.includesParts && bytesOf(upload) === undefined) this.unknownSizeCount++
    if (this.isRecent(upload)) this.recentCount++
    const { initiated } = upload
    if (initiated === undefined) {
      this.undatedCount++
      return
    }
    if (initiated < (this.oldest?.initiated ?? Infinity)) this.oldest = upload
    if (initiated > (this.newest?.initiated ?? -Infinity)) this.newest = upload
  }
}
