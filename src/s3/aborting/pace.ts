import type { Duration } from '../../core/duration.js'
import { Room } from './room.js'

const FIRST_LIMIT = 4
const HIGHEST_LIMIT = 256
/** Answers that take this many times as long as the quickest, and then some, may wait in a queue. */
const QUEUED = 2
const NOISE: Duration = 10
/** So many round trips in a row must be that slow: one alone may be a hiccup. */
const SLOW_ROUNDS = 2
/** Half as many in a queue wait half as long. Where they don't, it was no queue. */
const RELIEF = 0.75
/** How much the limit grows in a round trip after the store has asked to slow down, and after it only was slow. */
const CAREFULLY = 1
const READILY = 8

/**
 * How many requests may be under way at once. The limit doubles with every round trip until the store asks to
 * slow down or answers later and later; then it halves, and grows steadily from there: TCP's way of finding a
 * limit that nobody can know beforehand. Where halving makes nothing quicker, the store is slow of itself, as it
 * is with uploads of many parts, and the limit goes back to what it was.
 */
export class Pace {
  /** Counts the halvings: requests sent before the last one say nothing about the limit since. */
  era = 0
  readonly #room = new Room(() => this.limit)
  readonly #ceiling: number
  #limit: number
  #step = CAREFULLY
  /** As many answers as there could be under way when it began. */
  #round = { size: FIRST_LIMIT, answers: 0, took: 0 }
  #quickest = Infinity
  #slowRounds = 0
  /** What was before the limit was halved on suspicion of a queue, until a round trip has shown whether it was one. */
  #suspicion: { readonly limit: number; readonly took: Duration } | undefined

  constructor(ceiling = HIGHEST_LIMIT) {
    this.#ceiling = ceiling
    this.#limit = Math.min(FIRST_LIMIT, ceiling)
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  get underWay(): number {
    return this.#room.taken
  }

  /** Resolves once there is room. */
  enter(): Promise<void> {
    return this.#room.enter()
  }

  leave(): void {
    this.#room.leave()
  }

  /** A request that was sent in that era has done its work. */
  speedUp(era: number, took: Duration): void {
    if (era !== this.era) return
    this.#limit = Math.min(this.#ceiling, this.#limit + (this.era === 0 ? 1 : this.#step / this.#limit))
    this.#round.answers++
    this.#round.took += took
    if (this.#round.answers >= this.#round.size) this.#endRound()
  }

  /** The store has asked for it. */
  slowDown(era: number): void {
    if (era === this.era) this.#beginEra(Math.max(1, this.#limit / 2), CAREFULLY)
  }

  #endRound(): void {
    const took = this.#round.took / this.#round.answers
    if (this.#suspicion && took > this.#suspicion.took * RELIEF) {
      this.#limit = this.#suspicion.limit
      this.#quickest = took
    }
    this.#suspicion = undefined
    this.#quickest = Math.min(this.#quickest, took)
    this.#slowRounds = took > this.#quickest * QUEUED + NOISE ? this.#slowRounds + 1 : 0
    if (this.#slowRounds < SLOW_ROUNDS) this.#beginRound()
    else this.#suspectQueue(took)
  }

  /** Half as many as there were in the round trip that was slow: there may be more by now. */
  #suspectQueue(took: Duration): void {
    const { limit } = this
    this.#beginEra(Math.min(limit, Math.max(FIRST_LIMIT, this.#round.size / 2)), READILY)
    this.#suspicion = { limit, took }
  }

  #beginEra(limit: number, step: number): void {
    this.era++
    this.#limit = limit
    this.#step = step
    this.#slowRounds = 0
    this.#suspicion = undefined
    this.#beginRound()
  }

  #beginRound(): void {
    this.#round = { size: this.limit, answers: 0, took: 0 }
  }
}
