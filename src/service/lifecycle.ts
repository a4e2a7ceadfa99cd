import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  type LifecycleRuleFilter,
  PutBucketLifecycleConfigurationCommand,
  type TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3'
import { type AbortRule, covers, isSameRule, ruleDocument, type RuleChange } from '../core/abort-rule.js'
import { displaySafe } from '../core/safe-text.js'
import type { Duration } from '../core/time.js'
import { CliError } from '../errors.js'
import { toCliError } from '../s3/describe-error.js'
import { unsupportedElementsOf } from '../s3/lifecycle-response.js'
import { headersOfResponse } from '../s3/protocol.js'
import { errorCodeOf } from '../s3/request-error.js'
import { withRetries } from '../s3/retry.js'
import { withSignal } from '../s3/s3-client.js'
import type { BucketContext } from './s3-context.js'

/** Lifecycle rules of a bucket, as they were read. */
export class LifecycleRules {
  readonly rules: readonly LifecycleRule[]
  readonly abortRules: readonly AbortRule[]
  /** Size from which AWS moves objects. A write without it resets it. */
  readonly minimumObjectSize: TransitionDefaultMinimumObjectSize | undefined
  /** Reason why the rules cannot be written back with the same meaning, as a noun phrase. */
  readonly unsupportedReason: string | undefined

  /** Takes the element of each rule that a write would lose, if there is one. */
  constructor(
    rules: readonly LifecycleRule[],
    unsupportedElements: readonly (string | undefined)[] = [],
    minimumObjectSize?: TransitionDefaultMinimumObjectSize,
  ) {
    this.rules = rules
    this.abortRules = rules.flatMap((rule, index) => abortRuleOf(rule, unsupportedElements[index]) ?? [])
    this.minimumObjectSize = minimumObjectSize
    const ids = rules.flatMap(({ ID }) => ID ?? [])
    const duplicate = ids.find((id, index) => ids.indexOf(id) < index)
    const unsupported = unsupportedElements.find((element) => element !== undefined)
    if (unsupported !== undefined) this.unsupportedReason = `an unsupported element, ${unsupported}`
    else if (duplicate !== undefined) this.unsupportedReason = `two rules with the ID ${duplicate}`
  }

  /** Returns all rules with one added, or with the rule of its ID replaced. */
  with(rule: AbortRule): LifecycleRule[] {
    const index = this.rules.findIndex(({ ID }) => ID === rule.id)
    const written = ruleDocument(rule)
    return index < 0 ? [...this.rules, written] : this.rules.toSpliced(index, 1, written)
  }

  /** Returns what another configuration has changed, such as `the Expiration of rule "old logs"`, except for one ID. */
  differencesTo(other: LifecycleRules, except?: string): string[] {
    const [mine, theirs] = [byContent(this.rules, except), byContent(other.rules, except)]
    const changed = [...mine].filter(([content]) => !theirs.has(content)).map(([, rule]) => rule)
    const replacementOf = ({ ID }: LifecycleRule) => other.rules.find((rule) => ID !== undefined && rule.ID === ID)
    const replaced = changed.map(replacementOf)
    const added = [...theirs].filter(([content, rule]) => !mine.has(content) && !replaced.includes(rule))
    return [
      ...changed.flatMap((rule) => differencesOf(rule, replacementOf(rule))),
      ...added.map(([, rule]) => `${nameOf(rule)} that was not written`),
    ]
  }
}

const ABORT_RULE_MEMBERS = new Set(['ID', 'Filter', 'Status', 'AbortIncompleteMultipartUpload'])

/** Returns true if the rule only aborts uploads by prefix, so that nothing is lost if it is replaced. */
export function isPlainAbortRule(rule: LifecycleRule): boolean {
  const isPlain = Object.keys(rule).every((name) => ABORT_RULE_MEMBERS.has(name))
  return isPlain && abortRuleOf(rule)?.conditions.length === 0
}

/** Returns undefined if the rule aborts no uploads. An unsupported element counts as a condition. */
function abortRuleOf(rule: LifecycleRule, unsupported?: string): AbortRule | undefined {
  const { ID: id = '', Status, Filter = {}, AbortIncompleteMultipartUpload: action } = rule
  const daysAfterInitiation = action?.DaysAfterInitiation
  if (daysAfterInitiation === undefined) return undefined
  const prefix = Filter.And?.Prefix ?? Filter.Prefix ?? ''
  const conditions = [...conditionsOf(Filter), ...(unsupported === undefined ? [] : [unsupported])]
  return { id, isEnabled: Status === 'Enabled', prefix, daysAfterInitiation, conditions }
}

/** Returns the conditions besides a prefix, as texts such as `tag team=ml`. */
function conditionsOf({ Tag, And, ...filter }: LifecycleRuleFilter): string[] {
  const { ObjectSizeGreaterThan: min, ObjectSizeLessThan: max } = And ?? filter
  const tags = And?.Tags ?? (Tag ? [Tag] : [])
  return [
    ...tags.map(({ Key = '', Value = '' }) => `tag ${Key}=${Value}`),
    ...(min === undefined ? [] : [`more than ${min} bytes`]),
    ...(max === undefined ? [] : [`fewer than ${max} bytes`]),
  ]
}

function byContent(rules: readonly LifecycleRule[], except: string | undefined): Map<string, LifecycleRule> {
  const compared = rules.filter(({ ID }) => ID === undefined || ID !== except)
  return new Map(compared.map((rule) => [canonical(rule), rule]))
}

function differencesOf(rule: LifecycleRule, other: LifecycleRule | undefined): string[] {
  if (!other) return [nameOf(rule)]
  const names = new Set(Object.keys({ ...rule, ...other }) as (keyof LifecycleRule)[])
  const changed = [...names].filter((name) => canonical(rule[name]) !== canonical(other[name]))
  return changed.map((name) => `the ${name} of ${nameOf(rule)}`)
}

function nameOf({ ID }: LifecycleRule): string {
  return ID === undefined ? 'a rule without ID' : `rule "${ID}"`
}

/** Returns a text that is equal for rules with the same members in any order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (Array.isArray(member)) return member.map(canonical).sort()
    return typeof member === 'object' && member !== null ? Object.fromEntries(Object.entries(member).sort()) : member
  })
}

/** Time until a rule must be visible. CoreWeave's Terraform provider waits as long. */
const MAX_WAIT: Duration = 300_000
const BASE_DELAY: Duration = 1_000
const MAX_DELAY: Duration = 15_000

/** Change of the rules as they were read. */
export interface PlannedChange extends RuleChange {
  /** All rules before the change. */
  readonly current: LifecycleRules
}

/** The lifecycle rules of one bucket. Its errors are CliErrors. */
export class Lifecycle {
  readonly #context: BucketContext

  constructor(context: BucketContext) {
    this.#context = context
  }

  read(signal: AbortSignal): Promise<LifecycleRules> {
    return this.#retry('read-rules', () => this.readOnce(signal), signal)
  }

  /** @throws RequestError */
  async readOnce(signal: AbortSignal): Promise<LifecycleRules> {
    try {
      const command = new GetBucketLifecycleConfigurationCommand({ Bucket: this.#context.bucket })
      const output = await this.#context.s3.send(withSignal(command, signal))
      const size = headersOfResponse(output)['x-amz-transition-default-minimum-object-size']
      const minimumObjectSize = size as TransitionDefaultMinimumObjectSize | undefined
      return new LifecycleRules(output.Rules ?? [], unsupportedElementsOf(output), minimumObjectSize)
    } catch (error) {
      if (errorCodeOf(error) === 'NoSuchLifecycleConfiguration') return new LifecycleRules([])
      throw error
    }
  }

  /** Plans to add or change a rule. @throws CliError, safety-check, if the rule with its ID has other actions. */
  async plan(after: AbortRule, signal: AbortSignal): Promise<PlannedChange> {
    const current = await this.read(signal)
    const rule = current.rules.find(({ ID }) => ID === after.id)
    if (rule && !isPlainAbortRule(rule)) {
      const problem = `Rule "${displaySafe(after.id)}" of "${this.#context.bucket}" has other actions or conditions.`
      throw new CliError('safety-check', `No rules were changed. ${problem}`, 'Use another --id.')
    }
    const before = current.abortRules.find(({ id }) => id === after.id)
    const others = current.rules.length - (before ? 1 : 0)
    const overlapping = current.abortRules.filter((each) => each.id !== after.id && covers(each, after.prefix))
    const isNoop = before !== undefined && isSameRule(before, after)
    return { before, after, others, overlapping, isNoop, current }
  }

  /**
   * Applies the change, and reads until the server returns the new rule. S3 has no conditional write, so rules that
   * change between the last read and the write are lost.
   *
   * @throws CliError, safety-check, if the rules changed after they were read.
   */
  async apply(
    change: PlannedChange,
    onWaiting: (waited: Duration) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#context
    await this.#retry('write-rules', () => this.#write(change, signal), signal)
    const writtenAt = clock.now()
    for (let delay = BASE_DELAY; ; delay = Math.min(2 * delay, MAX_DELAY)) {
      const rules = await this.read(signal)
      const waited = clock.now() - writtenAt
      this.#assertNothingLost(change, rules)
      if (hasRule(rules, change.after)) return
      if (waited >= MAX_WAIT) {
        const rule = `rule "${displaySafe(change.after.id)}" of "${this.#context.bucket}"`
        const problem = `The server accepted ${rule} but did not return it within 5 minutes.`
        throw new CliError('retryable', problem, `Check it with: cwmpu lifecycle show --bucket ${this.#context.bucket}`)
      }
      await onWaiting(waited)
      await clock.sleep(delay, signal)
    }
  }

  /** Reads the rules again first: they may have changed, and an attempt without a response may have succeeded. */
  async #write(change: PlannedChange, signal: AbortSignal): Promise<void> {
    const { after, current: planned } = change
    const current = await this.read(signal)
    if (hasRule(current, after) && current.differencesTo(planned, after.id).length === 0) return
    if (current.unsupportedReason !== undefined || current.differencesTo(planned).length > 0) {
      const problem = `The lifecycle rules of "${this.#context.bucket}" changed after they were read.`
      throw new CliError('safety-check', `No rules were written. ${problem}`, 'Run the command again.')
    }
    const command = new PutBucketLifecycleConfigurationCommand({
      Bucket: this.#context.bucket,
      LifecycleConfiguration: { Rules: current.with(after) },
      TransitionDefaultMinimumObjectSize: current.minimumObjectSize,
    })
    await this.#context.s3.send(withSignal(command, signal))
  }

  /** A server may return the rules from before the write for a while. Any other difference is a loss. */
  #assertNothingLost({ before, after, current }: PlannedChange, listed: LifecycleRules): void {
    const isPending = before ? hasRule(listed, before) : !listed.rules.some(({ ID }) => ID === after.id)
    const lost = new LifecycleRules(current.with(after)).differencesTo(listed, isPending ? after.id : undefined)
    if (lost.length === 0) return
    const rules = `the lifecycle rules of "${this.#context.bucket}"`
    const problem = `The server did not keep ${rules} as they were written (${lost.map(displaySafe).join(', ')}).`
    const hint = 'Put back what is missing. The rules before the write are printed above.'
    throw new CliError('invalid-response', problem, hint)
  }

  async #retry<T>(operation: 'read-rules' | 'write-rules', attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await withRetries(attempt, { clock: this.#context.clock, signal })
    } catch (error) {
      throw toCliError(error, { operation, ...this.#context })
    }
  }
}

function hasRule({ abortRules }: LifecycleRules, wanted: AbortRule): boolean {
  return abortRules.some((rule) => isSameRule(rule, wanted))
}
