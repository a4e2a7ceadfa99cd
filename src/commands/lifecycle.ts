import type { Command } from 'commander'
import type { PlannedChange } from '../context.js'
import { Coverage } from '../core/abort-rule.js'
import { Progress } from '../core/progress.js'
import { displaySafe, safeJson } from '../core/safe-text.js'
import { selectPrefix } from '../core/selection.js'
import { type Duration, formatDuration } from '../core/time.js'
import { UploadScan } from '../core/upload-scan.js'
import { CliError, type ExitStatus } from '../errors.js'
import {
  changeDocument,
  coverageDocument,
  manualRuleDocument,
  renderChange,
  renderChangeOutcome,
  renderCoverage,
  renderDifference,
  renderManualRule,
  renderOverlaps,
  renderRules,
} from '../output/lifecycle-rules.js'
import { withProgress } from '../output/progress.js'
import { scanSummary } from '../output/scan-text.js'
import { wrapFor } from '../output/text.js'
import { errorFields } from '../output/records.js'
import { addBucketOptions, type BucketOptions, bucketWithoutPath } from './shared/bucket-options.js'
import { addExamples, addFlags, type Cli, COMMON, COMMON_SINGLE, Flag, type Run } from './shared/command.js'
import { assertCanConfirm, type ConfirmableAction, requireConfirmation } from './shared/confirm.js'
import { addConnectionOptions, type BucketRun, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { notify, printWarnings } from './shared/notices.js'
import { addJsonOption, type JsonOption } from './shared/output-options.js'

const DEFAULT_ID = 'cwmpu-abort-incomplete-uploads'
const MAX_ID = 255
const WAIT_NOTE_INTERVAL: Duration = 30_000
const CHANGING: ConfirmableAction = { action: 'change rules', canceled: 'Canceled. No rules were changed.' }

type ShowOptions = BucketOptions & ConnectionFlags & JsonOption

interface SetOptions extends ShowOptions {
  readonly id?: string
  readonly days?: number
  readonly prefix?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command.helpCommand(false).usage('<show|set> [BUCKET] [flags]')
  declareShow(command.command('show'), cli)
  declareSet(command.command('set'), cli)
  addExamples(command, [
    ['Show the rules, and the uploads that no rule covers', 'cwmpu lifecycle show my-bucket'],
    ['Abort uploads that are 7 days old, on the server', 'cwmpu lifecycle set my-bucket --days 7'],
  ])
}

function describe(command: Command, summary: string): Command {
  return command.summary(summary).description(`${summary}.`)
}

function declareShow(command: Command, cli: Cli): void {
  describe(command, 'Show the rules that abort incomplete uploads').usage('[BUCKET] [flags]')
  addConnectionOptions(addJsonOption(addBucketOptions(command)))
  addExamples(command, [['Show the rules, and the uploads that no rule covers', 'cwmpu lifecycle show my-bucket']])
  command.action(cli.action(showRules))
}

function declareSet(command: Command, cli: Cli): void {
  describe(command, 'Add or change a rule that aborts incomplete uploads').usage('[BUCKET] --days N [flags]')
  const days = 'Abort uploads COUNT days after they were initiated'
  addFlags(addBucketOptions(command), 'Rule:', [
    new Flag('--days <count>', days, { ...COMMON_SINGLE, parse: parseDays }),
    new Flag('--prefix <prefix>', 'Only keys that start with PREFIX', { ...COMMON_SINGLE, parse: parseXmlText }),
    new Flag('--id <id>', `ID of the rule [default: ${DEFAULT_ID}]`, { ...COMMON_SINGLE, parse: parseId }),
  ])
  addFlags(command, 'Safety:', [
    new Flag('-n, --dry-run', 'Show the change, and change nothing', COMMON),
    new Flag('-y, --yes', 'Skip the confirmation prompt', COMMON),
  ])
  addConnectionOptions(addJsonOption(command))
  addExamples(command, [
    ['Show what would change', 'cwmpu lifecycle set my-bucket --days 7 --dry-run'],
    ['Abort uploads that are 7 days old, on the server', 'cwmpu lifecycle set my-bucket --days 7'],
    ['Add a second rule for a prefix', 'cwmpu lifecycle set my-bucket --days 1 --prefix tmp/ --id tmp-uploads'],
  ])
  command.action(cli.action(setRule))
}

function parseDays(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new SyntaxError('Use a whole number of days, 1 or more.')
  return Number(text)
}

function parseId(text: string): string {
  if (text === '' || text.length > MAX_ID) throw new SyntaxError(`Use 1 to ${MAX_ID} characters.`)
  return parseXmlText(text)
}

/** Rejects characters that XML 1.0, the language of the configuration, cannot hold. */
function parseXmlText(text: string): string {
  if (/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u.test(text))
    throw new SyntaxError('A lifecycle rule cannot contain control characters.')
  return text
}

async function showRules(run: Run<ShowOptions>): Promise<ExitStatus> {
  bucketWithoutPath(run.options)
  const { bucket, terminal, clock, signal, options } = await connectToBucket(run)
  const { stdout } = terminal
  const coverage = new Coverage((await bucket.lifecycle.read(signal)).abortRules)
  if (!options.json) await stdout.write(renderRules(bucket.name, coverage.rules, stdout))
  const scan = new UploadScan(selectPrefix(''), clock.now(), 'list')
  const progress = new Progress()
  await withProgress(run, progress, async () => {
    for await (const uploads of bucket.listMatching(scan, { includeParts: false, progress, signal }))
      coverage.take(uploads, scan.now)
  })
  const summary = () => wrapFor(stdout, `${scanSummary(scan, { bucket: bucket.name, conditions: '' })}\n`)
  const text = () => (coverage.uploads === 0 ? summary() : renderCoverage(coverage, stdout))
  const json = () => `${safeJson(coverageDocument(bucket.name, coverage, scan.incompleteReason === undefined))}\n`
  await stdout.write(options.json ? json() : text())
  return printWarnings(scan, run)
}

type SetRun = BucketRun<SetOptions>

/**
 * Adds or changes one rule. A write replaces the whole configuration, so the other rules are read first, are written
 * back, and are compared with the rules that the server returns afterwards.
 */
async function setRule(run: Run<SetOptions>): Promise<ExitStatus> {
  const { options } = run
  bucketWithoutPath(options)
  const { id = DEFAULT_ID, days, prefix = '' } = options
  if (days === undefined) throw new CliError('usage', 'No --days given.', 'Use --days 7, for example.')
  if (!options.dryRun) assertCanConfirm(CHANGING, run)
  const connected = await connectToBucket(run)
  const { bucket, client, signal, terminal } = connected
  const rule = { id, isEnabled: true, prefix, daysAfterInitiation: days, conditions: [] }
  const change = await bucket.lifecycle.plan(rule, signal)
  if (!change.isNoop) {
    assertSamePrefix(change, options)
    await assertCanBeWritten(change, connected)
    const overlaps = renderOverlaps(change).trimEnd()
    if (overlaps !== '') await notify(run, overlaps)
    if (options.dryRun) return printDryRun(change, connected)
    if (!options.yes) {
      await terminal.stderr.write(renderChange(change, { bucket: bucket.name, client }, terminal.stderr))
      await requireConfirmation(CHANGING, 'Apply this change?', run)
    }
    await apply(change, connected)
  }
  await writeChange(change, wrapFor(terminal.stdout, renderChangeOutcome(change, bucket.name)), connected)
  return 'done'
}

async function writeChange(change: PlannedChange, text: string, { bucket, options, terminal }: SetRun): Promise<void> {
  // If nothing would change, a dry run is no different from a run.
  const isDryRun = options.dryRun === true && !change.isNoop
  const document = changeDocument(change, bucket.name, isDryRun)
  await terminal.stdout.write(options.json ? `${safeJson(document)}\n` : text)
}

/** Without `--prefix`, an existing prefix rule would be widened to all keys. */
function assertSamePrefix({ before, after }: PlannedChange, { prefix }: SetOptions): void {
  if (before === undefined || prefix !== undefined || before.prefix === after.prefix) return
  const current = displaySafe(before.prefix)
  const message = `No rules were changed. Rule "${displaySafe(before.id)}" is for keys that start with ${current}.`
  throw new CliError('safety-check', message, `Use --prefix ${current}, or --prefix "" for every key.`)
}

async function assertCanBeWritten(
  { current, after }: PlannedChange,
  { bucket, options, terminal }: SetRun,
): Promise<void> {
  const { unsupportedReason } = current
  if (unsupportedReason === undefined) return
  const { name } = bucket
  const message = `No rules were changed. The lifecycle configuration of "${name}" contains ${displaySafe(unsupportedReason)}.`
  const error = new CliError('safety-check', message, 'Add the printed rule with the AWS CLI or Terraform.')
  const document = { ...manualRuleDocument(after, name, unsupportedReason), ...errorFields(error, 'safety-check') }
  await terminal.stdout.write(options.json ? `${safeJson(document)}\n` : renderManualRule(after, name, terminal.stdout))
  throw error
}

async function printDryRun(change: PlannedChange, run: SetRun): Promise<ExitStatus> {
  await writeChange(change, renderDifference(change, run.terminal.stdout), run)
  await notify(run, 'Dry run. No rules were changed.')
  return 'done'
}

async function apply(change: PlannedChange, run: SetRun): Promise<void> {
  let notedAt: Duration | undefined
  const onWaiting = async (waited: Duration) => {
    if (notedAt !== undefined && waited < notedAt + WAIT_NOTE_INTERVAL) return
    const note =
      notedAt === undefined
        ? 'The server accepted the rule but does not return it yet. Checking for up to 5 minutes.'
        : `Still not returned after ${formatDuration(waited)}.`
    notedAt = waited
    await notify(run, note)
  }
  try {
    await run.bucket.lifecycle.apply(change, onWaiting, run.signal)
  } catch (error) {
    if (error instanceof CliError && error.kind === 'invalid-response')
      await run.terminal.stderr.write(`Rules before the write: ${safeJson(change.current.rules)}\n`)
    throw error
  }
}
