import { type FailureKind, type Outcome, settle, type Tally, tallyOf, verdictOf } from './outcome.js'
import { identityOf, type Target } from './upload.js'

const HOPELESS = new Set<FailureKind>(['denied', 'absent', 'usage'])

export interface Entry {
  readonly target: Target
  outcome: Outcome
}

/** What became of each upload that a run set out to abort. Those not yet tried count as skipped. */
export class Ledger {
  startedSince = 0
  /** The outcomes were held against a fresh listing, the last of which was complete. */
  isVerified = false
  readonly #entries = new Map<string, Entry>()

  constructor(targets: Iterable<Target>) {
    for (const target of targets) this.add(target)
  }

  add(target: Target): void {
    this.#entries.set(identityOf(target), { target, outcome: { kind: 'skipped' } })
  }

  has(target: Target): boolean {
    return this.#entries.has(identityOf(target))
  }

  record(target: Target, outcome: Outcome): void {
    const entry = this.#entries.get(identityOf(target))
    if (entry) entry.outcome = outcome
    this.isVerified = false
  }

  /** Trying again would be answered as before. */
  isHopeless(target: Target): boolean {
    const outcome = this.#entries.get(identityOf(target))?.outcome
    return outcome?.kind === 'failed' && HOPELESS.has(outcome.failure.kind)
  }

  /** Holds every claim against a fresh, complete listing. */
  settle(isListed: (target: Target) => boolean): void {
    this.isVerified = true
    for (const entry of this.#entries.values()) entry.outcome = settle(entry.outcome, isListed(entry.target))
  }

  entries(): Iterable<Entry> {
    return this.#entries.values()
  }

  tally(): Tally {
    return tallyOf(this.#outcomes(), this.startedSince)
  }

  verdict(): ReturnType<typeof verdictOf> {
    return verdictOf(this.#outcomes())
  }

  *#outcomes(): Generator<Outcome> {
    for (const { outcome } of this.#entries.values()) yield outcome
  }
}
