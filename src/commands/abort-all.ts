import type { Command } from 'commander'
import { Progress } from '../core/progress.js'
import { displaySafe } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import type { Upload } from '../core/upload.js'
import { CliError, type ExitStatus } from '../errors.js'
import { renderPlan } from '../output/plan.js'
import { pluralize, wrapFor } from '../output/text.js'
import type { AbortReport } from '../service/abort-all.js'
import { withReport } from './shared/abort-report.js'
import { addBucketOptions, type BucketOptions, onlyBucket } from './shared/bucket-options.js'
import {
  addExamples,
  addFlags,
  type Cli,
  type CommandContext,
  COMMON_SINGLE,
  Flag,
  parseCount,
} from './shared/command.js'
import {
  type AbortFlags,
  ABORTING,
  addAbortOptions,
  assertCanConfirm,
  confirmAbort,
  confirmAbortByName,
} from './shared/confirm.js'
import { addConnectionOptions, type ConnectedBucket, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { addAutomaticSizes } from './shared/found-uploads.js'
import { Listing } from './shared/listing.js'
import { notify, printWarnings, withAbortProgress } from './shared/notices.js'
import { addFormatOptions, type OutputOptions } from './shared/output-options.js'
import {
  addSelectionOptions,
  type ParsedSelection,
  parseSelectionOptions,
  type SelectionOptions,
} from './shared/selection-options.js'

interface AbortAllOptions extends BucketOptions, ConnectionFlags, OutputOptions, SelectionOptions, AbortFlags {
  readonly max?: number
  readonly sizes?: boolean
}

/** Connection and selection of a run. */
interface AbortAllSubject extends ConnectedBucket {
  readonly parsed: ParsedSelection
}

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET] [flags]')
  addAbortOptions(addSelectionOptions(addBucketOptions(command)))
  addFlags(command, 'Safety:', [
    new Flag('--max <count>', 'Abort nothing if more than COUNT uploads match', {
      ...COMMON_SINGLE,
      parse: parseCount,
    }),
    new Flag('--sizes', 'Show sizes in the plan (one extra request per upload)'),
    new Flag('--no-sizes', 'Do not measure sizes'),
  ])
  addConnectionOptions(addFormatOptions(command))
  addExamples(command, [
    ['Show what would be aborted', 'cwmpu abort-all my-bucket --older-than 7d --dry-run'],
    ['Abort everything, before the bucket is deleted', 'cwmpu abort-all my-bucket'],
    ['In a CronJob: no prompt, at most 1,000', 'cwmpu abort-all my-bucket --older-than 7d --yes --max 1000'],
  ])
  command.action(cli.action(abortAll))
}

async function abortAll(options: AbortAllOptions, context: CommandContext): Promise<ExitStatus> {
  const parsed = await parseSelectionOptions(options, onlyBucket(options).path, context.environment)
  if (!options.dryRun) assertCanConfirm(ABORTING, options, context)
  const connected = { ...(await connectToBucket(options, context)), parsed }
  if (options.dryRun) return printDryRun(connected, options, context)
  return withReport(connected, options, context, () => abortMatching(connected, options, context))
}

async function abortMatching(
  subject: AbortAllSubject,
  options: AbortAllOptions,
  context: CommandContext,
): Promise<AbortReport> {
  const { bucket, parsed } = subject
  const progress = new Progress()
  const mustList = !options.yes || options.max !== undefined
  const report = await withAbortProgress(context, progress, (withoutProgress) => {
    const confirm = async (listed: readonly Upload[], scan: UploadScan) => {
      const automatic = options.sizes === undefined && !options.yes
      const uploads = automatic ? await addAutomaticSizes(listed, bucket, scan, context, progress) : listed
      await printWarnings(scan, context)
      assertWithinMax(options.max, listed.length)
      if (!options.yes && uploads.length > 0)
        await withoutProgress(() => requireAgreement(uploads, scan, subject, context))
      return uploads
    }
    return bucket.abortAll(parsed.selection, {
      ...(mustList && { confirm }),
      includeParts: options.sizes === true,
      progress,
      signal: context.signal,
      maxConcurrency: options.concurrency,
    })
  })
  if (!mustList && report.scan) await printWarnings(report.scan, context)
  return report
}

/** Shows the plan, and asks. A whole bucket with recent uploads needs its name. */
async function requireAgreement(
  uploads: readonly Upload[],
  scan: UploadScan,
  { bucket, client, parsed }: AbortAllSubject,
  context: CommandContext,
): Promise<void> {
  const { stderr } = context.terminal
  const plan = { bucket: bucket.name, client, selection: parsed.text, scan, uploads }
  await stderr.write(renderPlan(plan, stderr))
  await warnOfContinuedWord(parsed.selection.prefix, uploads, context)
  const ask = parsed.filter === null && scan.recentCount > 0 ? confirmAbortByName : confirmAbort
  await ask(uploads.length, bucket.name, context)
}

/** Warns if the prefix ends in the middle of a word: `logs` also matches `logs-2026/`. */
async function warnOfContinuedWord(
  prefix: string,
  uploads: readonly Upload[],
  { terminal: { stderr } }: CommandContext,
): Promise<void> {
  if (prefix === '' || prefix.endsWith('/')) return
  const other = uploads.find(({ key }) => /[^/]/.test(key.charAt(prefix.length)))
  if (!other) return
  const end = other.key.indexOf('/', prefix.length)
  const word = end < 0 ? other.key : other.key.slice(0, end + 1)
  const text = `Prefix ${displaySafe(prefix)} also matches ${displaySafe(word)}.`
  await stderr.write(`${wrapFor(stderr, text)}\n`)
}

async function printDryRun(
  { bucket, parsed }: AbortAllSubject,
  options: AbortAllOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const scan = new UploadScan(parsed.selection, context.clock.now(), 'abort')
  const status = await new Listing(bucket, parsed, options, context, scan).run()
  await notify(context, `Dry run. ${pluralize(scan.matchedCount, 'upload')} would be aborted.`)
  return status
}

function assertWithinMax(max: number | undefined, matched: number): void {
  if (max === undefined || matched <= max) return
  const verb = matched === 1 ? 'matches' : 'match'
  const message = `No uploads were aborted. ${pluralize(matched, 'upload')} ${verb}, which exceeds --max ${max}.`
  throw new CliError('safety-check', message, 'Narrow the selection or raise --max.')
}
