import type { Duration } from '../core/time.js'

/** Semaphore with FIFO waiters and a variable limit. */
export class Semaphore {
  inUse = 0
  readonly #limit: () => number
  readonly #waiting: (() => void)[] = []
  #onDrained: (() => void) | undefined

  constructor(limit: () => number) {
    this.#limit = limit
  }

  async acquire(): Promise<void> {
    if (this.inUse < this.#limit()) this.inUse++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  release(): void {
    this.inUse--
    // Admits several if the limit was raised.
    while (this.inUse < this.#limit()) {
      const admit = this.#waiting.shift()
      if (!admit) break
      this.inUse++
      admit()
    }
    if (this.inUse === 0) this.#onDrained?.()
  }

  /** Resolves when nothing is in use. */
  async drained(): Promise<void> {
    if (this.inUse > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve))
  }
}

const INITIAL_LIMIT = 4
const MAX_LIMIT = 256
/** Responses that take this many times as long as the fastest, plus noise, may wait in a queue of the server. */
const QUEUE_FACTOR = 2
const NOISE: Duration = 10
/** Slow rounds in a row before the limit is halved: a single one may be a hiccup. */
const SLOW_ROUNDS = 2
/** Half as many requests in a queue wait half as long. If they do not, there was no queue. */
const EXPECTED_RELIEF = 0.75
/** Growth of the limit per round, after the server throttled and after it was only slow. */
const SLOW_GROWTH = 1
const FAST_GROWTH = 8

/**
 * Adaptive concurrency limit, similar to TCP congestion control. Doubles per round trip until the server throttles or
 * slows down, then halves and grows linearly. If halving does not reduce latency, the limit is restored.
 */
export class AdaptiveLimiter extends Semaphore {
  /** Number of times that the limit was halved. Requests of an earlier epoch do not change the limit. */
  epoch = 0
  readonly #maxLimit: number
  #limit: number
  #growth = SLOW_GROWTH
  /** Round of as many responses as could be in flight when it began. */
  #round = { size: INITIAL_LIMIT, responses: 0, duration: 0 }
  #fastest = Infinity
  #slowRounds = 0
  /** State before the limit was halved for a suspected queue, until one round has shown the effect. */
  #probe: { readonly limit: number; readonly duration: Duration } | undefined

  constructor(maxLimit = MAX_LIMIT) {
    super(() => this.limit)
    this.#maxLimit = maxLimit
    this.#limit = Math.min(INITIAL_LIMIT, maxLimit)
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  onSuccess(epoch: number, duration: Duration): void {
    if (epoch !== this.epoch) return
    this.#limit = Math.min(this.#maxLimit, this.#limit + (this.epoch === 0 ? 1 : this.#growth / this.#limit))
    this.#round.responses++
    this.#round.duration += duration
    if (this.#round.responses >= this.#round.size) this.#endRound()
  }

  onThrottle(epoch: number): void {
    if (epoch === this.epoch) this.#startEpoch(Math.max(1, this.#limit / 2), SLOW_GROWTH)
  }

  #endRound(): void {
    const duration = this.#round.duration / this.#round.responses
    if (this.#probe && duration > this.#probe.duration * EXPECTED_RELIEF) {
      this.#limit = this.#probe.limit
      this.#fastest = duration
    }
    this.#probe = undefined
    this.#fastest = Math.min(this.#fastest, duration)
    this.#slowRounds = duration > this.#fastest * QUEUE_FACTOR + NOISE ? this.#slowRounds + 1 : 0
    if (this.#slowRounds < SLOW_ROUNDS) {
      this.#startRound()
      return
    }
    const { limit } = this
    // Halves the size of the slow round, not the limit, which may have grown since.
    this.#startEpoch(Math.min(limit, Math.max(INITIAL_LIMIT, this.#round.size / 2)), FAST_GROWTH)
    this.#probe = { limit, duration }
  }

  #startEpoch(limit: number, growth: number): void {
    this.epoch++
    this.#limit = limit
    this.#growth = growth
    this.#slowRounds = 0
    this.#probe = undefined
    this.#startRound()
  }

  #startRound(): void {
    this.#round = { size: this.limit, responses: 0, duration: 0 }
  }
}
