import { DAY, SECOND } from './duration.js'
import type { Instant } from './instant.js'
import { hasPartsCondition, isKeyMeant, isNameMeant, judge, judgeParts, type Selection } from './selection.js'
import { bytesOf, type Page, type Untrustworthy, type Upload } from './upload.js'

/** What an upload is to a run whose first listing did not show it. */
export type Belonging = 'ours' | 'started-since' | 'not-ours'

/**
 * Picks the selected uploads out of a listing, page by page, and keeps the counts.
 *
 * Ages are counted back from the store's clock, frozen at its first answer: a laptop that is three days ahead
 * must not make young uploads old.
 */
export class Search {
  readonly selection: Selection
  readonly untrustworthy: Untrustworthy[] = []
  selected = 0
  /** What the selected are known to hold. */
  bytes = 0
  /** The parts of uploads were looked at. */
  isMeasured = false
  /** Why the parts of some are unknown, for people. */
  whyUnknown: string | undefined
  /** Of the selected, those whose parts may not be listed. */
  sizeUnknown = 0
  /** Passed over, since a condition is about their age, which is unknown. */
  ageUnknown = 0
  /** Passed over, since a condition is about their parts, which are unknown. */
  partsUnknown = 0
  /** Selected, and begun less than 24 hours ago or at an unknown time: somebody may still be writing to them. */
  maybeLive = 0
  oldest: Upload | undefined
  newest: Upload | undefined
  /** The store sent no time of its own, so that ages are counted by this machine's clock. */
  isByLocalClock = false
  readonly #localNow: Instant
  readonly #sparesNew: boolean
  #now: Instant | undefined

  /** `sparesNew`: uploads that begin after the listing has are not selected. */
  constructor(selection: Selection, localNow: Instant, { sparesNew = false } = {}) {
    this.selection = selection
    this.#localNow = localNow
    this.#sparesNew = sparesNew
  }

  get now(): Instant {
    return this.#now ?? this.#localNow
  }

  /** Those that are selected, but for what only their parts can tell. */
  sift(page: Page): Upload[] {
    this.#freezeTime(page)
    this.untrustworthy.push(...page.untrustworthy.filter((entry) => this.#mayBeMeant(entry)))
    return page.uploads.filter((upload) => {
      if (this.#sparesNew && this.#hasBegunSince(upload)) return false
      const verdict = judge(this.selection, upload, this.now)
      if (verdict === 'age-unknown') this.ageUnknown++
      return verdict === 'selected'
    })
  }

  /** Those of the sifted that are selected by their parts too, counted. */
  take(sifted: readonly Upload[]): Upload[] {
    return sifted.filter((upload) => {
      const verdict = judgeParts(this.selection, upload, this.now)
      if (verdict === 'parts-unknown') this.partsUnknown++
      if (verdict === 'selected') this.#count(upload)
      return verdict === 'selected'
    })
  }

  /**
   * An upload that is listed later only: one that the store left out before, or one that began since. In doubt
   * it began since, and is left alone.
   */
  belongingOf(upload: Upload): Belonging {
    if (!isNameMeant(this.selection, upload)) return 'not-ours'
    if (upload.initiated === undefined || upload.initiated >= this.now) return 'started-since'
    const isOurs =
      !hasPartsCondition(this.selection) && judge(this.selection, upload, this.now) === 'selected'
    return isOurs ? 'ours' : 'not-ours'
  }

  /** For certain: `Date` tells only the second. */
  #hasBegunSince({ initiated }: Upload): boolean {
    return initiated !== undefined && initiated >= this.now + SECOND
  }

  #freezeTime({ answeredAt }: Page): void {
    if (this.#now !== undefined) return
    this.#now = answeredAt ?? this.#localNow
    this.isByLocalClock = answeredAt === undefined
  }

  #count(upload: Upload): void {
    this.selected++
    this.bytes += bytesOf(upload) ?? 0
    if (upload.parts === 'unknown') this.sizeUnknown++
    const { initiated } = upload
    if (initiated === undefined || this.now - initiated < DAY) this.maybeLive++
    if (initiated === undefined) return
    if (initiated < (this.oldest?.initiated ?? Infinity)) this.oldest = upload
    if (initiated > (this.newest?.initiated ?? -Infinity)) this.newest = upload
  }

  #mayBeMeant({ key }: Untrustworthy): boolean {
    return key === undefined || isKeyMeant(this.selection, key)
  }
}
