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
import { addExamples, addFlags, type Cli, COMMON_SINGLE, Flag, parseCount, type Run } from './shared/command.js'
import {
  type AbortFlags,
  ABORTING,
  addAbortOptions,
  assertCanConfirm,
  confirmAbort,
  confirmAbortByName,
} from './shared/confirm.js'
import { addConnectionOptions, type BucketRun, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { addAutomaticSizes, SIZES_HINT } from './shared/found-uploads.js'
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

export function declare(command: Command, cli: Cli): void {
  const max = 'Abort nothing if more than COUNT uploads match'
  command.usage('[BUCKET] [flags]')
  addAbortOptions(addSelectionOptions(addBucketOptions(command)))
  addFlags(command, 'Safety:', [
    new Flag('--max <count>', max, { ...COMMON_SINGLE, parse: parseCount }),
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

type AbortAllRun = BucketRun<AbortAllOptions> & { readonly parsed: ParsedSelection }

async function abortAll(run: Run<AbortAllOptions>): Promise<ExitStatus> {
  const { options } = run
  const parsed = parseSelectionOptions(run, onlyBucket(options).path)
  if (!options.dryRun) assertCanConfirm(ABORTING, run)
  const connected = { ...(await connectToBucket(run)), parsed }
  return options.dryRun ? printDryRun(connected) : withReport(connected, () => abortMatching(connected))
}

async function abortMatching(run: AbortAllRun): Promise<AbortReport> {
  const { bucket, parsed, options, signal } = run
  const progress = new Progress()
  const mustList = !options.yes || options.max !== undefined
  const report = await withAbortProgress(run, progress, (withoutProgress) => {
    const confirm = async (listed: readonly Upload[], scan: UploadScan) => {
      const isMeasured = options.sizes === undefined && !options.yes
      const uploads = isMeasured
        ? await addAutomaticSizes({ scan, uploads: listed }, run, progress, SIZES_HINT)
        : listed
      await printWarnings(scan, run)
      assertWithinMax(options.max, listed.length)
      if (!options.yes && uploads.length > 0) await withoutProgress(() => requireAgreement(uploads, scan, run))
      return uploads
    }
    return bucket.abortAll(parsed.selection, {
      ...(mustList && { confirm }),
      includeParts: options.sizes === true,
      progress,
      signal,
      maxConcurrency: options.concurrency,
    })
  })
  if (!mustList && report.scan) await printWarnings(report.scan, run)
  return report
}

/** Shows the plan, and asks. A whole bucket with recent uploads needs its name. */
async function requireAgreement(uploads: readonly Upload[], scan: UploadScan, run: AbortAllRun): Promise<void> {
  const { bucket, client, parsed, terminal } = run
  const { stderr } = terminal
  const plan = { bucket: bucket.name, client, selection: parsed.text, scan, uploads }
  const note = continuedWordNote(parsed.selection.prefix, uploads)
  await stderr.write(renderPlan(plan, stderr) + wrapFor(stderr, note))
  const ask = parsed.filter === null && scan.recentCount > 0 ? confirmAbortByName : confirmAbort
  await ask(uploads.length, run)
}

/** Returns a note if the prefix ends in the middle of a word, or `''`: `logs` also matches `logs-2026/`. */
function continuedWordNote(prefix: string, uploads: readonly Upload[]): string {
  if (prefix === '' || prefix.endsWith('/')) return ''
  const other = uploads.find(({ key }) => /[^/]/.test(key.charAt(prefix.length)))
  if (!other) return ''
  const slash = other.key.indexOf('/', prefix.length)
  const word = slash < 0 ? other.key : other.key.slice(0, slash + 1)
  return `Prefix ${displaySafe(prefix)} also matches ${displaySafe(word)}.\n`
}

async function printDryRun(run: AbortAllRun): Promise<ExitStatus> {
  const scan = new UploadScan(run.parsed.selection, run.clock.now(), 'abort')
  const status = await new Listing(run, scan).writeMatching(() => assertWithinMax(run.options.max, scan.matchedCount))
  await notify(run, `Dry run. ${pluralize(scan.matchedCount, 'upload')} would be aborted.`)
  return status
}

function assertWithinMax(max: number | undefined, matched: number): void {
  if (max === undefined || matched <= max) return
  const verb = matched === 1 ? 'matches' : 'match'
  const message = `No uploads were aborted. ${pluralize(matched, 'upload')} ${verb}, which exceeds --max ${max}.`
  throw new CliError('safety-check', message, 'Narrow the selection or raise --max.')
}
