import { AbortMultipartUploadCommand } from '@aws-sdk/client-s3'
import type { Failure, Outcome } from '../core/outcome.js'
import type { OperationOptions } from '../core/progress.js'
import type { Duration } from '../core/time.js'
import type { Target } from '../core/upload.js'
import { AdaptiveLimiter, Semaphore } from '../s3/adaptive-limiter.js'
import { toFailure } from '../s3/describe-error.js'
import { errorCodeOf, isRequestError, type RequestError } from '../s3/request-error.js'
import { assertNamesUpload } from '../s3/request-guard.js'
import { CircuitBreaker, isRetryable, isThrottled, RetryBudget } from '../s3/retry.js'
import { withSignal } from '../s3/s3-client.js'
import type { BucketContext } from './s3-context.js'

const MAX_ATTEMPTS = 8
/** Maximum uploads that are started and have no outcome yet, including those that wait for a retry. */
const MAX_STARTED = 512
/** Time that requests in flight have to finish after the run was stopped. */
const DRAIN_TIMEOUT: Duration = 10_000

const STOPPED: Outcome = { kind: 'skipped', code: 'Stopped' }
/** Error codes for an upload that does not exist. Swift returns NoSuchKey for one that was completed. */
const GONE = new Set(['NoSuchUpload', 'NoSuchKey'])

export interface AbortOptions extends OperationOptions {
  /** Maximum concurrent aborts, if the server accepts that many. */
  readonly maxConcurrency?: number | undefined
}

export interface BulkAbortOptions extends AbortOptions {
  readonly context: BucketContext
  readonly report: (target: Target, outcome: Outcome) => void
  /** Called right before each abort. Returns the outcome of an upload that must not be aborted. */
  readonly recheck?: (target: Target, signal: AbortSignal) => Promise<Outcome | undefined>
}

/** Aborts uploads with as many concurrent requests as the server accepts. One failure never stops the rest. */
export class BulkAborter {
  readonly #options: BulkAbortOptions
  readonly #limiter: AdaptiveLimiter
  readonly #started = new Semaphore(() => MAX_STARTED)
  readonly #breaker: CircuitBreaker
  readonly #cancel = new AbortController()
  /** Errors of requests for parts, whose message names another permission. */
  readonly #recheckErrors = new WeakSet<Error>()
  #internalError: Error | undefined

  constructor(options: BulkAbortOptions) {
    this.#options = options
    this.#limiter = new AdaptiveLimiter(options.maxConcurrency)
    this.#breaker = new CircuitBreaker(options.context.clock.now())
  }

  /**
   * Reads the next batch only when a slot is free. If stopped, it sends no further requests and waits for those in
   * flight. Returns the failure that stopped the run early, if any.
   */
  async run(batches: AsyncIterable<Iterable<Target>> | Iterable<Target>[]): Promise<Failure | undefined> {
    const { signal } = this.#options
    const finished = new AbortController()
    signal.addEventListener('abort', () => void this.#cancelAfterDrain(finished.signal), { signal: finished.signal })
    try {
      for await (const batch of batches) if (!(await this.#start(batch))) break
    } finally {
      await this.#started.drained()
      finished.abort()
    }
    if (this.#internalError) throw this.#internalError
    return this.#breaker.cause
  }

  /** Returns false if the run should stop. */
  async #start(targets: Iterable<Target>): Promise<boolean> {
    for (const target of targets) {
      await this.#started.acquire()
      await this.#limiter.acquire()
      if (this.#shouldStop()) {
        this.#limiter.release()
        this.#started.release()
        return false
      }
      void this.#abort(target)
    }
    return true
  }

  async #abort(target: Target): Promise<void> {
    try {
      this.#options.report(target, await this.#abortWithRetries(target))
    } catch (error) {
      this.#internalError ??= error instanceof Error ? error : new Error(String(error))
    } finally {
      this.#started.release()
    }
  }

  /** Starts with a slot of the limiter, and releases it while it waits for a retry. */
  async #abortWithRetries(target: Target): Promise<Outcome> {
    const { signal, context } = this.#options
    const budget = new RetryBudget(MAX_ATTEMPTS)
    for (;;) {
      const result = await this.#attempt(target)
      if (!(result instanceof Error)) return result
      const delay = budget.delayAfter(result)
      if (delay !== undefined && !this.#shouldStop()) await context.clock.sleep(delay, signal).catch(() => undefined)
      if (delay === undefined || this.#shouldStop()) return { kind: 'failed', failure: this.#describe(result) }
      await this.#limiter.acquire()
    }
  }

  async #attempt(target: Target): Promise<Outcome | RequestError> {
    const { context, progress } = this.#options
    const { epoch } = this.#limiter
    const sentAt = performance.now()
    progress.inFlight = this.#limiter.inUse
    progress.concurrency = this.#limiter.limit
    try {
      const outcome = await this.#sendAbort(target)
      this.#limiter.onSuccess(epoch, performance.now() - sentAt)
      this.#breaker.onSuccess(context.clock.now())
      return outcome
    } catch (error) {
      if (!isRequestError(error)) throw error
      if (isThrottled(error)) this.#limiter.onThrottle(epoch)
      if (isRetryable(error)) this.#breaker.onRetryableFailure(this.#describe(error), context.clock.now())
      else this.#breaker.onPermanentFailure(this.#describe(error))
      return error
    } finally {
      this.#limiter.release()
    }
  }

  /** A 404 alone does not mean that it is gone: it may also come from a proxy, or mean NoSuchBucket. */
  async #sendAbort(target: Target): Promise<Outcome> {
    assertNamesUpload(target)
    const { context, recheck } = this.#options
    const { signal } = this.#cancel
    const input = { Bucket: context.bucket, Key: target.key, UploadId: target.uploadId }
    try {
      const skipped = await recheck?.(target, signal).catch((error: unknown) => {
        if (error instanceof Error) this.#recheckErrors.add(error)
        throw error
      })
      if (skipped) return skipped
      if (this.#shouldStop()) return STOPPED
      await context.s3.send(withSignal(new AbortMultipartUploadCommand(input), signal))
      return { kind: 'aborted' }
    } catch (error) {
      if (GONE.has(errorCodeOf(error) ?? '')) return { kind: 'already-gone' }
      throw error
    }
  }

  #describe(error: RequestError): Failure {
    const operation = this.#recheckErrors.has(error) ? 'list-parts' : 'abort'
    return toFailure(error, { operation, ...this.#options.context })
  }

  #shouldStop(): boolean {
    return this.#options.signal.aborted || this.#breaker.cause !== undefined || this.#internalError !== undefined
  }

  async #cancelAfterDrain(finished: AbortSignal): Promise<void> {
    this.#options.progress.isStopping = true
    await this.#options.context.clock.sleep(DRAIN_TIMEOUT, finished).catch(() => undefined)
    if (!finished.aborted) this.#cancel.abort()
  }
}
