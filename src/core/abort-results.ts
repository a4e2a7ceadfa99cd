import {
  type AbortSummary,
  exitStatusOf,
  type FailureKind,
  type Outcome,
  reconcileOutcome,
  summarize,
} from './outcome.js'
import { TargetIndex } from './target-index.js'
import type { Target } from './upload.js'

/** Failures that a retry would repeat. */
const PERMANENT_FAILURES = new Set<FailureKind>(['access-denied', 'not-found', 'usage'])

/** Outcomes without details. An upload holds the position of its outcome in this list. */
const PLAIN: readonly Outcome[] = [
  { kind: 'skipped', code: 'Stopped' },
  { kind: 'aborted' },
  { kind: 'already-gone' },
  { kind: 'still-listed' },
  { kind: 'skipped', code: 'NotInPlan' },
  { kind: 'skipped', code: 'UnknownTime' },
]
const FAILED = PLAIN.length

export interface UploadResult {
  readonly target: Target
  readonly outcome: Outcome
}

/**
 * Outcomes of all uploads in a run. Uploads not yet tried count as skipped. One million entries take about 60 MB.
 */
export class AbortResults {
  newSinceStart = 0
  /** True if all outcomes were checked with a later, complete listing. */
  isVerified = false
  /** True if it holds all uploads that match, false while more may be found. */
  isComplete: boolean
  readonly #targets = new TargetIndex()
  #outcomes = new Uint8Array(1024)
  readonly #failures = new Map<number, Outcome>()

  /** Without targets, they are added during the listing. */
  constructor(targets?: Iterable<Target>) {
    this.isComplete = targets !== undefined
    for (const target of targets ?? []) this.add(target)
  }

  /** True if an abort was sent for at least one upload. */
  get hasStarted(): boolean {
    const { matched, skipped } = this.summary()
    return skipped < matched
  }

  get size(): number {
    return this.#targets.size
  }

  get targets(): Iterable<Target> {
    return this.#targets
  }

  /** Adds a target. Returns false if it was already present. */
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

  /** Returns an entry by its position, counted from 0 in the order of adding. */
  at(index: number): UploadResult {
    return { target: this.#targets.at(index), outcome: this.#outcomeAt(index) }
  }

  record(target: Target, outcome: Outcome): void {
    const index = this.#targets.find(target)
    if (index !== undefined) this.#setOutcome(index, outcome)
    this.isVerified = false
  }

  /** Returns false if the upload failed for good, or must not be aborted. */
  isToBeAborted(target: Target): boolean {
    const index = this.#targets.find(target)
    const outcome = index === undefined ? undefined : this.#outcomeAt(index)
    if (outcome?.kind === 'failed') return !PERMANENT_FAILURES.has(outcome.failure.kind)
    return outcome?.kind !== 'skipped' || outcome.code === 'Stopped'
  }

  /** Corrects all outcomes with a later, complete listing. */
  reconcile(listed: Iterable<Target>): void {
    this.isVerified = true
    const indices = new Set<number | undefined>()
    for (const target of listed) indices.add(this.#targets.find(target))
    for (let index = 0; index < this.size; index++)
      this.#setOutcome(index, reconcileOutcome(this.#outcomeAt(index), indices.has(index)))
  }

  *entries(): Generator<UploadResult> {
    let index = 0
    for (const target of this.#targets) yield { target, outcome: this.#outcomeAt(index++) }
  }

  summary(): AbortSummary {
    return summarize(this.#allOutcomes(), this.newSinceStart)
  }

  exitStatus(): ReturnType<typeof exitStatusOf> {
    return exitStatusOf(this.#allOutcomes())
  }

  *#allOutcomes(): Generator<Outcome> {
    for (let index = 0; index < this.size; index++) yield this.#outcomeAt(index)
  }

  #outcomeAt(index: number): Outcome {
    const outcome = PLAIN[this.#outcomes[index] ?? FAILED] ?? this.#failures.get(index)
    if (!outcome) throw new RangeError(`no upload at ${index}`)
    return outcome
  }

  #setOutcome(index: number, outcome: Outcome): void {
    const plain = PLAIN.findIndex((each) => nameOf(each) === nameOf(outcome))
    this.#outcomes[index] = plain < 0 ? FAILED : plain
    if (plain < 0) this.#failures.set(index, outcome)
    else this.#failures.delete(index)
  }
}

/** Returns a text that is equal for outcomes that are equal, except for the details of failures. */
function nameOf(outcome: Outcome): string {
  return outcome.kind === 'skipped' ? outcome.code : outcome.kind
}
