/** How far a run is. Those who do the work write it; whoever wants to show it looks whenever it likes. */
export class Progress {
  /** What is being done, from its beginning to its end. */
  phase: 'listing' | 'aborting' | 'verifying' = 'listing'
  /** Pages of a listing, and the uploads on them. */
  pages = 0
  listed = 0
  /** Uploads whose parts were looked at. */
  measured = 0
  /** Uploads to abort, those that the store has answered for, and those of them that failed. */
  total = 0
  /** More uploads to abort are still being found. */
  isGrowing = false
  done = 0
  failed = 0
  /** Requests that were sent and not answered yet. */
  underWay = 0
  /** How many of them there may be at once, at the moment. */
  atOnce = 0

  beginAborting(total: number): void {
    Object.assign(this, { phase: 'aborting', total, isGrowing: false, done: 0, failed: 0 })
  }

  beginListing(phase: 'listing' | 'verifying'): void {
    Object.assign(this, { phase, pages: 0, listed: 0, measured: 0, underWay: 0 })
  }
}
