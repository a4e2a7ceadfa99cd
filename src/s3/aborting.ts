import { setMaxListeners } from 'node:events'
import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import type { Failure, Outcome } from '../core/outcome.js'
import type { Progress } from '../core/progress.js'
import type { Target } from '../core/upload.js'
import { Problem } from '../errors.js'
import { Breaker } from './breaker.js'
import { Pace } from './pace.js'
import { type Reason, RequestError } from './request-error.js'
import { isPassing, isThrottling, Patience } from './retrying.js'

const CHANCES = 8
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
}

/** Aborts one upload after another, as many at once as the store can take. One failure never stops the rest. */
export class Aborting {
  readonly #job: AbortingJob
  readonly #pace = new Pace()
  readonly #breaker: Breaker
  readonly #cut = new AbortController()
  #bug: Error | undefined

  constructor(job: AbortingJob) {
    this.#job = job
    this.#breaker = new Breaker(job.clock.now())
    setMaxListeners(0, this.#cut.signal) // Every request under way listens.
  }

  /**
   * Takes the next target only when there is room for it. Told to stop, it sends nothing more, and lets what is
   * under way finish for a while.
   *
   * @throws Problem where it stopped because it got nowhere.
   */
  async run(targets: AsyncIterable<Target> | Iterable<Target>): Promise<void> {
    const { stop } = this.#job
    const done = new AbortController()
    stop.addEventListener('abort', () => void this.#cutAfterDrain(done.signal), {
      once: true,
      signal: done.signal,
    })
    for await (const target of targets) {
      await this.#pace.enter()
      if (this.#isOver()) {
        this.#pace.leave()
        break
      }
      this.#measure()
      void this.#abort(target).finally(() => {
        this.#pace.leave()
        this.#measure()
      })
    }
    await this.#pace.idle()
    done.abort()
    if (this.#bug) throw this.#bug
    const { tripped } = this.#breaker
    if (tripped) throw new Problem(tripped.kind, tripped.message)
  }

  async #abort(target: Target): Promise<void> {
    const { ask, explain, report, clock, stop } = this.#job
    const patience = new Patience(CHANCES)
    for (;;) {
      const { era } = this.#pace
      try {
        const claim = await ask(target, this.#cut.signal)
        this.#pace.speedUp()
        this.#breaker.succeeded(clock.now())
        report(target, claim)
        return
      } catch (error) {
        if (!(error instanceof RequestError)) {
          this.#bug ??= error instanceof Error ? error : new Error(String(error))
          return
        }
        const failure = explain(error.reason)
        this.#learn(error.reason, failure, era)
        const pause = patience.pauseAfter(error.reason)
        if (pause !== undefined && !this.#isOver()) await clock.pause(pause, stop).catch(() => undefined)
        if (pause === undefined || this.#isOver()) {
          report(target, { kind: 'failed', failure })
          return
        }
      }
    }
  }

  #learn(reason: Reason, failure: Failure, era: number): void {
    if (isThrottling(reason)) this.#pace.slowDown(era)
    if (isPassing(reason)) this.#breaker.stalled(failure, this.#job.clock.now())
    else this.#breaker.refused(failure)
  }

  #isOver(): boolean {
    return this.#job.stop.aborted || this.#breaker.tripped !== undefined || this.#bug !== undefined
  }

  #measure(): void {
    this.#job.progress.underWay = this.#pace.underWay
    this.#job.progress.atOnce = this.#pace.limit
  }

  async #cutAfterDrain(done: AbortSignal): Promise<void> {
    await this.#job.clock.pause(LONGEST_DRAIN, done).catch(() => undefined)
    if (!done.aborted) this.#cut.abort()
  }
}
