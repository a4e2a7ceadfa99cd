import type { Clock } from '../../core/clock.js'
import type { Duration } from '../../core/duration.js'
import type { Failure, Outcome } from '../../core/outcome.js'
import type { Progress } from '../../core/progress.js'
import type { Target } from '../../core/upload.js'
import { type Reason, RequestError } from '../requests/request-error.js'
import { isPassing, isThrottling, Patience } from '../requests/retrying.js'
import { Breaker } from './breaker.js'
import { Pace } from './pace.js'
import { Room } from './room.js'

const CHANCES = 8
/** Uploads that may be begun and not ended at once. Those that wait for another attempt are among them. */
const MOST_OPEN = 512
/** How long requests that are under way may take to finish once the run is told to stop. */
const LONGEST_DRAIN: Duration = 10_000

export interface AbortingJob {
  /** Asks the store once. */
  readonly ask: (target: Target, cut: AbortSignal) => Promise<Outcome>
  readonly explain: (reason: Reason) => Failure
  readonly report: (target: Target, claim: Outcome) => void
  readonly progress: Progress
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Requests at once, if the store can take that many. */
  readonly atMost?: number | undefined
}

/**
 * Aborts one upload after another, as many at once as the store can take. One failure never stops the rest. What
 * it learns of the store's pace, it keeps from one run to the next.
 */
export class Aborting {
  readonly #job: AbortingJob
  readonly #pace: Pace
  /** Holds uploads begun and not reported yet: those under way and those that wait for another attempt. */
  readonly #room = new Room(() => MOST_OPEN)
  readonly #breaker: Breaker
  readonly #cut = new AbortController()
  #bug: Error | undefined

  constructor(job: AbortingJob) {
    this.#job = job
    this.#pace = new Pace(job.atMost)
    this.#breaker = new Breaker(job.clock.now())
  }

  /**
   * Takes the targets in batches, and the next only when there is room for it. Told to stop, it sends nothing more,
   * and lets what is under way finish for a while.
   *
   * @returns why it gave up, if it did, because it got nowhere.
   */
  async run(batches: AsyncIterable<Iterable<Target>> | Iterable<Target>[]): Promise<Failure | undefined> {
    const { stop } = this.#job
    const done = new AbortController()
    stop.addEventListener('abort', () => void this.#cutAfterDrain(done.signal), { signal: done.signal })
    try {
      for await (const batch of batches) if (!(await this.#begin(batch))) break
    } finally {
      await this.#room.emptied()
      done.abort()
    }
    if (this.#bug) throw this.#bug
    return this.#breaker.tripped
  }

  /** Whether to go on. */
  async #begin(targets: Iterable<Target>): Promise<boolean> {
    for (const target of targets) {
      await this.#room.enter()
      await this.#pace.enter()
      if (this.#isOver()) {
        this.#pace.leave()
        this.#room.leave()
        return false
      }
      void this.#abort(target)
    }
    return true
  }

  async #abort(target: Target): Promise<void> {
    try {
      await this.#askUntilAnswered(target)
    } catch (error) {
      this.#bug ??= error instanceof Error ? error : new Error(String(error))
    } finally {
      this.#room.leave()
    }
  }

  /** Begins inside the pace, and leaves it while it waits for another attempt, so that others get on. */
  async #askUntilAnswered(target: Target): Promise<void> {
    const { report, explain, clock, stop } = this.#job
    const patience = new Patience(CHANCES)
    for (;;) {
      const answer = await this.#ask(target)
      if ('claim' in answer) {
        report(target, answer.claim)
        return
      }
      const pause = patience.pauseAfter(answer.reason)
      if (pause !== undefined && !this.#isOver()) await clock.pause(pause, stop).catch(() => undefined)
      if (pause === undefined || this.#isOver()) {
        report(target, { kind: 'failed', failure: explain(answer.reason) })
        return
      }
      await this.#pace.enter()
    }
  }

  async #ask(target: Target): Promise<{ claim: Outcome } | { reason: Reason }> {
    const { ask, clock, progress } = this.#job
    const { era } = this.#pace
    const sentAt = performance.now()
    progress.underWay = this.#pace.underWay
    progress.atOnce = this.#pace.limit
    try {
      const claim = await ask(target, this.#cut.signal)
      this.#pace.speedUp(era, performance.now() - sentAt)
      this.#breaker.succeeded(clock.now())
      return { claim }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      this.#learn(error.reason, era)
      return { reason: error.reason }
    } finally {
      this.#pace.leave()
    }
  }

  #learn(reason: Reason, era: number): void {
    const failure = this.#job.explain(reason)
    if (isThrottling(reason)) this.#pace.slowDown(era)
    if (isPassing(reason)) this.#breaker.stalled(failure, this.#job.clock.now())
    else this.#breaker.refused(failure)
  }

  #isOver(): boolean {
    return this.#job.stop.aborted || this.#breaker.tripped !== undefined || this.#bug !== undefined
  }

  async #cutAfterDrain(done: AbortSignal): Promise<void> {
    await this.#job.clock.pause(LONGEST_DRAIN, done).catch(() => undefined)
    if (!done.aborted) this.#cut.abort()
  }
}
