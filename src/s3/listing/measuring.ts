import type { Clock } from '../../core/clock.js'
import { mapAhead } from '../../core/map-ahead.js'
import type { Failure } from '../../core/outcome.js'
import type { Progress } from '../../core/progress.js'
import type { Upload } from '../../core/upload.js'
import { type Reason, RequestError } from '../requests/request-error.js'
import { withRetries } from '../requests/retrying.js'
import { type FetchParts, readParts } from './parts.js'

const AT_ONCE = 32
const CHANCES = 6
/** So many refusals, and nothing else, and the rest is not asked for. */
const ENOUGH_REFUSALS = 5

export interface MeasuringJob {
  readonly fetch: FetchParts
  readonly explain: (reason: Reason) => Failure
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly progress: Progress
}

/** Finds out what uploads hold. One whose parts can't be had is unknown, never empty, and stops nothing. */
export class Measuring {
  /** Why the parts of the first that is unknown can't be had. */
  failure: Failure | undefined
  readonly #job: MeasuringJob
  #refusals = 0
  #successes = 0

  constructor(job: MeasuringJob) {
    this.#job = job
  }

  /** The same uploads in the same order, with their parts. */
  async measure(uploads: readonly Upload[]): Promise<Upload[]> {
    const measured: Upload[] = []
    for await (const upload of mapAhead(uploads, AT_ONCE, (upload) => this.#measure(upload)))
      measured.push(upload)
    return measured
  }

  async #measure(upload: Upload): Promise<Upload> {
    if (this.#successes === 0 && this.#refusals >= ENOUGH_REFUSALS) return { ...upload, parts: 'unknown' }
    const { fetch, clock, stop, progress } = this.#job
    try {
      const attempt = () => readParts(upload, fetch)
      const parts = await withRetries(attempt, { chances: CHANCES, clock, signal: stop })
      this.#successes++
      return { ...upload, parts }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      this.#refusals++
      this.failure ??= this.#job.explain(error.reason)
      return { ...upload, parts: 'unknown' }
    } finally {
      progress.measured++
    }
  }
}
