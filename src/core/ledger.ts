import { type FailureKind, type Outcome, settle, type Tally, tallyOf, verdictOf } from './outcome.js'
import { TargetIndex } from './target-index.js'
import type { Target } from './upload.js'

const HOPELESS = new Set<FailureKind>(['denied', 'absent', 'usage'])

/** Every outcome but failures, which are kept by themselves; places in the list stand for them. */
const PLAIN: readonly Outcome[] = [
  { kind: 'skipped' },
  { kind: 'aborted' },
  { kind: 'already-gone' },
  { kind: 'still-listed' },
]
const FAILED = PLAIN.length

export interface Entry {
  readonly target: Target
  readonly outcome: Outcome
}

/**
 * What became of each upload that a run set out to abort. Those not yet tried count as skipped. It holds a million
 * in some 70 MB.
 */
export class Ledger {
  startedSince = 0
  /** The outcomes were held against a fresh listing, the last of which was complete. */
  isVerified = false
  /** It holds every upload that was meant, and not only those that were found by now. */
  isComplete: boolean
  readonly #targets = new TargetIndex()
  /** Of each target, by its number. */
  #outcomes = new Uint8Array(1024)
  readonly #failures = new Map<number, Outcome>()

  /** Without targets, they are still to be found. */
  constructor(targets?: Iterable<Target>) {
    this.isComplete = targets !== undefined
    for (const target of targets ?? []) this.add(target)
  }

  /** Something has become of one of them. */
  get isBegun(): boolean {
    const { matched, skipped } = this.tally()
    return skipped < matched
  }

  get size(): number {
    return this.#targets.size
  }

  /** Whether it was not there. */
  add(target: Target): boolean {
    if (!this.#targets.add(target)) return false
    if (this.size > this.#outcomes.length) {
      const outcomes = new Uint8Array(this.#outcomes.length * 2)
      outcomes.set(this.#outcomes)
      this.#outcomes = outcomes
    }
    return true
  }

  has(target: Target): boolean {
    return this.#targets.find(target) !== undefined
  }

  /** By its number, counted from 0 in the order in which they were added. */
  at(number: number): Entry {
    return { target: this.#targets.at(number), outcome: this.#outcomeOf(number) }
  }

  record(target: Target, outcome: Outcome): void {
    const number = this.#targets.find(target)
    if (number !== undefined) this.#setOutcome(number, outcome)
    this.isVerified = false
  }

  /** Trying again would be answered as before. */
  isHopeless(target: Target): boolean {
    const number = this.#targets.find(target)
    const outcome = number === undefined ? undefined : this.#outcomeOf(number)
    return outcome?.kind === 'failed' && HOPELESS.has(outcome.failure.kind)
  }

  /** Holds every claim against a fresh, complete listing. */
  settle(listed: Iterable<Target>): void {
    this.isVerified = true
    const numbers = new Set<number | undefined>()
    for (const target of listed) numbers.add(this.#targets.find(target))
    for (let number = 0; number < this.size; number++)
      this.#setOutcome(number, settle(this.#outcomeOf(number), numbers.has(number)))
  }

  *entries(): Generator<Entry> {
    let number = 0
    for (const target of this.#targets) yield { target, outcome: this.#outcomeOf(number++) }
  }

  tally(): Tally {
    return tallyOf(this.#allOutcomes(), this.startedSince)
  }

  verdict(): ReturnType<typeof verdictOf> {
    return verdictOf(this.#allOutcomes())
  }

  *#allOutcomes(): Generator<Outcome> {
    for (let number = 0; number < this.size; number++) yield this.#outcomeOf(number)
  }

  #outcomeOf(number: number): Outcome {
    const outcome = PLAIN[this.#outcomes[number] ?? FAILED] ?? this.#failures.get(number)
    if (!outcome) throw new RangeError(`there is no upload ${number}`)
    return outcome
  }

  #setOutcome(number: number, outcome: Outcome): void {
    const plain = PLAIN.findIndex(({ kind }) => kind === outcome.kind)
    this.#outcomes[number] = plain < 0 ? FAILED : plain
    if (plain < 0) this.#failures.set(number, outcome)
    else this.#failures.delete(number)
  }
}
