import type { Clock } from '../../core/clock.js'
import type { Duration } from '../../core/duration.js'
import { type AbortRule, covers, isSameRule } from '../../core/lifecycle.js'
import { displaySafe } from '../../core/safe-text.js'
import { Problem } from '../../errors.js'
import { isPlainAbortRule } from './abort-rule.js'
import type { LifecycleConfiguration } from './configuration.js'

/** CoreWeave does not show at once what was written; its Terraform provider looks for as long. */
const LONGEST_WAIT: Duration = 300_000
const FIRST_PAUSE: Duration = 1_000
const LONGEST_PAUSE: Duration = 15_000

/** Where a rule goes, and by which clock. */
export interface RuleChangeWay {
  readonly bucket: string
  readonly lifecycle: {
    readonly read: (signal: AbortSignal) => Promise<{ readonly configuration: LifecycleConfiguration }>
    readonly write: (
      prepare: (current: LifecycleConfiguration) => string | undefined,
      signal: AbortSignal,
    ) => Promise<void>
  }
  readonly clock: Clock
}

/** One abort rule to add or to change, held against the configuration as it was read. Nothing is written yet. */
export class RuleChange {
  readonly after: AbortRule
  readonly #read: LifecycleConfiguration
  readonly #way: RuleChangeWay

  private constructor(after: AbortRule, read: LifecycleConfiguration, way: RuleChangeWay) {
    this.after = after
    this.#read = read
    this.#way = way
  }

  /** @throws Problem; refused, where the rule of that name does something else too. */
  static async plan(after: AbortRule, way: RuleChangeWay, signal: AbortSignal): Promise<RuleChange> {
    const { configuration } = await way.lifecycle.read(signal)
    const rule = configuration.ruleOf(after.id)
    if (rule && !isPlainAbortRule(rule)) {
      throw new Problem(
        'refused',
        `Rule "${displaySafe(after.id)}" of bucket "${way.bucket}" does more than abort uploads by prefix: nothing was changed; name another with --id.`,
      )
    }
    return new RuleChange(after, configuration, way)
  }

  /** The rule of that name as it is. */
  get before(): AbortRule | undefined {
    return this.#read.abortRules.find(({ id }) => id === this.after.id)
  }

  /** How many rules stay as they are. */
  get others(): number {
    return this.#read.size - (this.before ? 1 : 0)
  }

  /** Other rules that abort the same uploads. */
  get overlapping(): AbortRule[] {
    return this.#read.abortRules.filter(
      (rule) => rule.id !== this.after.id && covers(rule, this.after.prefix),
    )
  }

  get isMade(): boolean {
    return this.before !== undefined && isSameRule(this.before, this.after)
  }

  /** Why the other rules could not be written back exactly; nothing where they could. */
  get obstacle(): string | undefined {
    return this.#read.obstacle
  }

  /** The whole configuration before the change, for who has to put it back. */
  get textBefore(): string {
    return this.#read.text
  }

  /**
   * Makes the change, unless somebody else has changed something meanwhile, and looks until the store shows it.
   * There is no write on condition in S3: what is written between our last look and our write is lost.
   *
   * @param tellWaiting is told how long the store has not shown it.
   * @throws Problem
   */
  async make(tellWaiting: (waited: Duration) => Promise<void>, stop: AbortSignal): Promise<void> {
    await this.#way.lifecycle.write((current) => this.#prepare(current), stop)
    const { clock, lifecycle } = this.#way
    const writtenAt = clock.now()
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const { configuration } = await lifecycle.read(stop)
      const isThere = this.#isIn(configuration)
      const waited = clock.now() - writtenAt
      if (isThere || waited >= LONGEST_WAIT) {
        this.#assertOthersAreIn(configuration)
        if (isThere) return
        throw new Problem(
          'transient',
          `Rule "${displaySafe(this.after.id)}" of bucket "${this.#way.bucket}" is not shown 5 minutes after the store has taken it: cwmpu lifecycle show tells when it is.`,
        )
      }
      await tellWaiting(waited)
      await clock.pause(pause, stop)
    }
  }

  /** Nothing, where an earlier attempt got through after all. */
  #prepare(current: LifecycleConfiguration): string | undefined {
    if (this.#isIn(current) && current.differencesTo(this.#read, this.after.id).length === 0) return undefined
    if (current.obstacle !== undefined || current.differencesTo(this.#read).length > 0) {
      throw new Problem(
        'refused',
        `Somebody else has changed the lifecycle rules of bucket "${this.#way.bucket}" meanwhile: nothing was written; run this again to see them.`,
      )
    }
    return current.textWith(this.after)
  }

  #isIn({ abortRules }: LifecycleConfiguration): boolean {
    return abortRules.some((rule) => isSameRule(rule, this.after))
  }

  #assertOthersAreIn(configuration: LifecycleConfiguration): void {
    const changed = configuration.differencesTo(this.#read, this.after.id)
    if (changed.length === 0) return
    const names = changed.map((id) => `"${displaySafe(id)}"`).join(', ')
    throw new Problem(
      'untrusted',
      `After the write, other lifecycle rules of bucket "${this.#way.bucket}" are not as they were (${names}): compare them with the configuration before it, above.`,
    )
  }
}
