import type { BucketUploads, Context, RuleChange } from '../context.js'
import { type Duration, formatDuration } from '../core/duration.js'
import { displaySafe, safeJson } from '../core/safe-text.js'
import { type ExitStatus, CliError } from '../errors.js'
import { byHandRow, renderByHand } from '../terminal/rule-by-hand.js'
import {
  changeRow,
  renderChange,
  renderDifference,
  renderOutcome,
  renderOverlaps,
} from '../terminal/rule-change.js'
import { styleOf } from '../terminal/style.js'
import type { Terminal } from '../terminal/terminal.js'
import { askOrDecline, assertMay } from './consent.js'
import { type BucketOptions, openBucket } from './opening.js'

const CHANGING = { verb: 'change rules', participle: 'changed' }
const TELL_EVERY: Duration = 30_000

export interface SetOptions extends BucketOptions {
  readonly id: string
  readonly days?: number
  readonly prefix?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/**
 * A write replaces the whole configuration. So the other rules are read first, go back as they were, and are held
 * against what the store shows afterwards.
 */
export async function setRule(options: SetOptions, context: Context): Promise<ExitStatus> {
  const { id, days, prefix = '' } = options
  if (days === undefined)
    throw new CliError('usage', 'After how many days? Say it with --days, such as --days 7.')
  if (!options.dryRun) assertMay(CHANGING, options, context)
  const { terminal, stop } = context
  const { store, bucket } = await openBucket(options, context)
  const rule = { id, isEnabled: true, prefix, daysAfterInitiation: days, conditions: [] }
  const change = await bucket.lifecycle.plan(rule, stop)
  if (!change.isNoop) {
    assertSamePrefix(change, options)
    await assertCanBeWritten(change, bucket, options, terminal)
    await terminal.errors.write(renderOverlaps(change))
    if (options.dryRun) return showOnly(change, bucket, options, terminal)
    if (!options.yes) {
      const { errors } = terminal
      await errors.write(renderChange(change, { bucket: bucket.name, store }, styleOf(errors)))
      await askOrDecline(CHANGING, 'Change them?', context)
    }
    await make(change, bucket, context)
  }
  await terminal.output.write(
    options.json
      ? `${safeJson(changeRow(change, bucket.name, false))}\n`
      : renderOutcome(change, bucket.name),
  )
  return 'done'
}

/** Without a word about the prefix, a rule for one would become a rule for every key. */
function assertSamePrefix({ before, after }: RuleChange, { prefix }: SetOptions): void {
  if (before === undefined || prefix !== undefined || before.prefix === after.prefix) return
  const now = displaySafe(before.prefix)
  throw new CliError(
    'safety-check',
    `Rule "${displaySafe(before.id)}" is for keys that begin with ${now}: nothing was changed; keep that with --prefix ${now}, or mean every key with --prefix "".`,
  )
}

async function assertCanBeWritten(
  { current: { unsupportedReason }, after }: RuleChange,
  { name }: BucketUploads,
  { json }: SetOptions,
  { output }: Terminal,
): Promise<void> {
  if (unsupportedReason === undefined) return
  await output.write(
    json ? `${safeJson(byHandRow(after, name, unsupportedReason))}\n` : renderByHand(after, name),
  )
  throw new CliError(
    'safety-check',
    `No rules were changed. The lifecycle configuration of "${name}" contains ${displaySafe(unsupportedReason)}. Add the printed rule with the AWS CLI or Terraform.`,
  )
}

async function showOnly(
  change: RuleChange,
  { name }: BucketUploads,
  { json }: SetOptions,
  { output, errors }: Terminal,
): Promise<ExitStatus> {
  await output.write(
    json ? `${safeJson(changeRow(change, name, true))}\n` : renderDifference(change, styleOf(output)),
  )
  await errors.write('Dry run: nothing was changed.\n')
  return 'done'
}

async function make(
  change: RuleChange,
  bucket: BucketUploads,
  { terminal: { errors }, stop }: Context,
): Promise<void> {
  let toldAt: Duration | undefined
  const tellWaiting = async (waited: Duration) => {
    if (toldAt !== undefined && waited < toldAt + TELL_EVERY) return
    await errors.write(
      toldAt === undefined
        ? 'The store has taken the rule and does not show it yet: looking again, for 5 minutes at most.\n'
        : `Not shown after ${formatDuration(waited)}.\n`,
    )
    toldAt = waited
  }
  try {
    await bucket.lifecycle.apply(change, tellWaiting, stop)
  } catch (error) {
    if (error instanceof CliError && error.kind === 'invalid-response') {
      await errors.write(`Rules before the write: ${safeJson(change.current.rules)}\n`)
    }
    throw error
  }
}
