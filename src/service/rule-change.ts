import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type AbortRule, covers, isSameRule } from '../core/abort-rule.js'
import type { Duration } from '../core/duration.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { isPlainAbortRule, type LifecycleRules } from './lifecycle-rules.js'
import { type BucketContext, readRules, writeRules } from './lifecycle-service.js'

/** Time until a rule must be visible. CoreWeave's Terraform provider waits as long. */
const MAX_WAIT: Duration = 300_000
const BASE_DELAY: Duration = 1_000
const MAX_DELAY: Duration = 15_000

/** One abort rule to add or to change, compared with the rules as they were read. */
export interface RuleChange {
  /** The rule with this ID, before the change. */
  readonly before: AbortRule | undefined
  readonly after: AbortRule
  /** Number of rules that do not change. */
  readonly others: number
  /** Other rules that abort the same uploads. */
  readonly overlapping: readonly AbortRule[]
  /** True if the rule exists already. */
  readonly isNoop: boolean
  /** All rules before the change. */
  readonly current: LifecycleRules
}

/** @throws CliError, safety-check, if the rule with this ID has other actions. */
export async function planRuleChange(
  after: AbortRule,
  context: BucketContext,
  signal: AbortSignal,
): Promise<RuleChange> {
  const current = await readRules(context, signal)
  const rule = current.rules.find(({ ID }) => ID === after.id)
  if (rule && !isPlainAbortRule(rule)) {
    throw new CliError(
      'safety-check',
      `No rules were changed. Rule "${displaySafe(after.id)}" of "${context.bucket}" has other actions or conditions. Use another --id.`,
    )
  }
  const before = current.abortRules.find(({ id }) => id === after.id)
  return {
    before,
    after,
    others: current.rules.length - (before ? 1 : 0),
    overlapping: current.abortRules.filter(
      ({ id, ...rest }) => id !== after.id && covers({ id, ...rest }, after.prefix),
    ),
    isNoop: before !== undefined && isSameRule(before, after),
    current,
  }
}

/**
 * Applies the change. Polls until the server returns the new rule. S3 has no conditional write, so rules that change
 * between the last read and the write are lost.
 *
 * @throws CliError, safety-check, if the rules changed after they were read.
 */
export async function applyRuleChange(
  change: RuleChange,
  context: BucketContext,
  onWaiting: (waited: Duration) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, bucket } = context
  await writeRules(context, (current) => rulesToWrite(change, current, bucket), signal)
  const writtenAt = clock.now()
  for (let delay = BASE_DELAY; ; delay = Math.min(2 * delay, MAX_DELAY)) {
    const rules = await readRules(context, signal)
    const waited = clock.now() - writtenAt
    if (hasRule(rules, change.after) || waited >= MAX_WAIT) {
      assertOthersUnchanged(change, rules, bucket)
      if (hasRule(rules, change.after)) return
      throw new CliError(
        'retryable',
        `The server accepted rule "${displaySafe(change.after.id)}" of "${bucket}" but did not return it within 5 minutes. Check it with: cwmpu lifecycle show`,
      )
    }
    await onWaiting(waited)
    await clock.sleep(delay, signal)
  }
}

/** Returns undefined if an earlier attempt has succeeded. */
function rulesToWrite(
  { after, current: planned }: RuleChange,
  current: LifecycleRules,
  bucket: string,
): LifecycleRule[] | undefined {
  if (hasRule(current, after) && current.changedRuleIds(planned, after.id).length === 0) return undefined
  if (current.unsupportedReason !== undefined || current.changedRuleIds(planned).length > 0) {
    throw new CliError(
      'safety-check',
      `No rules were written. The lifecycle rules of "${bucket}" changed after they were read. Run the command again.`,
    )
  }
  return current.with(after)
}

function hasRule({ abortRules }: LifecycleRules, wanted: AbortRule): boolean {
  return abortRules.some((rule) => isSameRule(rule, wanted))
}

function assertOthersUnchanged({ after, current }: RuleChange, rules: LifecycleRules, bucket: string): void {
  const changed = rules.changedRuleIds(current, after.id)
  if (changed.length === 0) return
  const names = changed.map((id) => `"${displaySafe(id)}"`).join(', ')
  throw new CliError(
    'invalid-response',
    `Other lifecycle rules of "${bucket}" changed with the write (${names}). Compare them with the rules before it, printed above.`,
  )
}
