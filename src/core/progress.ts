import type { Duration } from './time.js'

/** Counters that an operation updates, and the signal that stops it. */
export interface OperationOptions {
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Progress counters of a run. The service updates them. The renderer polls them. */
export class Progress {
  phase: 'listing' | 'aborting' | 'verifying' | 'waiting' = 'listing'
  /** Pages and uploads of the current listing. */
  pages = 0
  listed = 0
  /** Uploads whose parts were listed. */
  partsListed = 0
  /** Uploads to abort, those with an outcome, and those that failed. */
  total = 0
  done = 0
  failed = 0
  /** True while the listing still finds uploads to abort. */
  isListing = false
  /** True once the run was stopped and no further aborts are sent. */
  isStopping = false
  /** Time until the next round of aborts. */
  delay = 0
  /** Abort requests in flight, and the current limit. */
  inFlight = 0
  concurrency = 0

  startAborting(total: number): void {
    this.phase = 'aborting'
    this.total = total
    this.isListing = false
    this.done = 0
    this.failed = 0
  }

  /** Starts the wait before uploads that are still listed are aborted again. */
  startWaiting(delay: Duration, total: number): void {
    this.phase = 'waiting'
    this.delay = delay
    this.total = total
  }

  startVerifying(): void {
    this.phase = 'verifying'
    this.pages = 0
    this.listed = 0
    this.partsListed = 0
    this.inFlight = 0
  }
}
