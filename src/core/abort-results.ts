import { type AbortSummary, type FailureKind, type Outcome, reconcileOutcome } from './outcome.js'
import { TargetIndex } from './target-index.js'
import type { Target } from './upload.js'

/** Failures that a retry would repeat. */
const PERMANENT_FAILURES = new Set<FailureKind>(['access-denied', 'not-found', 'usage'])

const BY_SEVERITY = ['invalid-response', 'access-denied', 'not-found', 'usage', 'partial', 'retryable'] as const

/** Outcomes without details. An upload holds the position of its outcome in this list. */
const PLAIN: readonly Outcome[] = [
  { kind: 'skipped', code: 'Stopped' },
  { kind: 'aborted' },
  { kind: 'already-gone' },
  { kind: 'still-listed' },
  { kind: 'skipped', code: 'NotInPlan' },
  { kind: 'skipped', code: 'UnknownTime' },
]
/** Byte of a failed upload, whose outcome is in a map. */
const FAILED = 255

export interface UploadResult {
  readonly target: Target
  readonly outcome: Outcome
}

/** Outcomes of all uploads in a run. Uploads not yet tried count as skipped. One million entries take about 60 MB. */
export class AbortResults {
  newSinceStart = 0
  /** True if all outcomes were checked with a later, complete listing. */
  isVerified = false
  /** True if it holds all uploads that match, false while more may be found. */
  isComplete: boolean
  readonly #targets = new TargetIndex()
  #outcomes = new Uint8Array(1024)
  readonly #failures = new Map<number, Extract<Outcome, { kind: 'failed' }>>()

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
    this.isVerified = false
    const index = this.#targets.find(target)
    if (index === undefined) return
    // The server has accepted an earlier abort of this run, and showed its effect late.
    const isOurs = outcome.kind === 'already-gone' && this.#outcomeAt(index).kind === 'still-listed'
    this.#setOutcome(index, isOurs ? { kind: 'aborted' } : outcome)
  }

  /** Returns false if the upload failed for good, or must not be aborted. */
  isToBeAborted(target: Target): boolean {
    const index = this.#targets.find(target)
    const outcome = index === undefined ? undefined : this.#outcomeAt(index)
    if (outcome?.kind === 'failed') return !PERMANENT_FAILURES.has(outcome.failure.kind)
    return outcome?.kind !== 'skipped' || outcome.code === 'Stopped'
  }

  /** Corrects outcomes with a later listing. Without a complete one, it shows only which uploads are still there. */
  reconcile(listed: Iterable<Target>, isComplete = true): void {
    this.isVerified = isComplete
    const indices = new Set<number | undefined>()
    for (const target of listed) indices.add(this.#targets.find(target))
    for (let index = 0; index < this.size; index++) {
      const isListed = indices.has(index)
      if (isListed || isComplete) this.#setOutcome(index, reconcileOutcome(this.#outcomeAt(index), isListed))
    }
  }

  *entries(): Generator<UploadResult> {
    let index = 0
    for (const target of this.#targets) yield { target, outcome: this.#outcomeAt(index++) }
  }

  summary(): AbortSummary {
    const counts = { aborted: 0, 'already-gone': 0, 'still-listed': 0, failed: 0, skipped: 0 }
    for (let index = 0; index < this.size; index++) counts[this.#outcomeAt(index).kind]++
    const { aborted, 'already-gone': alreadyGone, 'still-listed': stillListed, failed, skipped } = counts
    const { size: matched, newSinceStart } = this
    return { matched, aborted, alreadyGone, stillListed, failed, skipped, newSinceStart }
  }

  /**
   * Returns the most severe cause. If some uploads are gone and others are not, it is `partial`, except for an invalid
   * response. `error` is the kind of an error that ended the run, if there is one.
   */
  exitStatus<Kind extends string = never>(error?: Kind): 'done' | 'partial' | FailureKind | Kind {
    const { matched, aborted, alreadyGone } = this.summary()
    const gone = aborted + alreadyGone
    const causes = new Set<string>(Array.from(this.#failures.values(), ({ failure }) => failure.kind))
    if (error !== undefined) causes.add(error)
    for (let index = 0; index < this.size; index++) if (isLeft(this.#outcomeAt(index))) causes.add('partial')
    const cause = BY_SEVERITY.find((each) => causes.has(each)) ?? error ?? (gone === matched ? 'done' : 'partial')
    const isPartial = gone > 0 && (gone < matched || !this.isComplete)
    return isPartial && cause !== 'invalid-response' ? 'partial' : cause
  }

  #outcomeAt(index: number): Outcome {
    const outcome = PLAIN[this.#outcomes[index] ?? FAILED] ?? this.#failures.get(index)
    if (!outcome) throw new RangeError(`no upload at ${index}`)
    return outcome
  }

  #setOutcome(index: number, outcome: Outcome): void {
    if (outcome.kind === 'failed') {
      this.#outcomes[index] = FAILED
      this.#failures.set(index, outcome)
    } else {
      this.#outcomes[index] = PLAIN.findIndex((each) => nameOf(each) === nameOf(outcome))
      this.#failures.delete(index)
    }
  }
}

/** Returns true for an upload that is left without a failure, and not because the run was stopped. */
function isLeft(outcome: Outcome): boolean {
  return outcome.kind === 'still-listed' || (outcome.kind === 'skipped' && outcome.code !== 'Stopped')
}

function nameOf(outcome: Outcome): string {
  return outcome.kind === 'skipped' ? outcome.code : outcome.kind
}
