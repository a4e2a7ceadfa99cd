import { DAY } from './duration.js'
import type { Instant } from './instant.js'
import { isKeyMeant, judge, type Selection } from './selection.js'
import type { Page, Untrustworthy, Upload } from './upload.js'

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
  ageUnknown = 0
  /** Selected, and begun less than 24 hours ago or at an unknown time: somebody may still be writing to them. */
  maybeLive = 0
  oldest: Upload | undefined
  newest: Upload | undefined
  /** The store sent no time of its own, so that ages are counted by this machine's clock. */
  isByLocalClock = false
  readonly #localNow: Instant
  #now: Instant | undefined

  constructor(selection: Selection, localNow: Instant) {
    this.selection = selection
    this.#localNow = localNow
  }

  get now(): Instant {
    return this.#now ?? this.#localNow
  }

  take(page: Page): Upload[] {
    this.#freezeTime(page)
    this.untrustworthy.push(...page.untrustworthy.filter((entry) => this.#mayBeMeant(entry)))
    return page.uploads.filter((upload) => this.#isSelected(upload))
  }

  /**
   * An upload that is listed later only: one that the store left out before, or one that began since. In doubt
   * it began since, and is left alone.
   */
  belongingOf(upload: Upload): Belonging {
    if (!isKeyMeant(this.selection, upload.key)) return 'not-ours'
    if (upload.initiated === undefined || upload.initiated >= this.now) return 'started-since'
    return judge(this.selection, upload, this.now) === 'selected' ? 'ours' : 'not-ours'
  }

  #freezeTime({ answeredAt }: Page): void {
    if (this.#now !== undefined) return
    this.#now = answeredAt ?? this.#localNow
    this.isByLocalClock = answeredAt === undefined
  }

  #isSelected(upload: Upload): boolean {
    const verdict = judge(this.selection, upload, this.now)
    if (verdict === 'age-unknown') this.ageUnknown++
    if (verdict !== 'selected') return false
    this.#count(upload)
    return true
  }

  #count(upload: Upload): void {
    this.selected++
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
