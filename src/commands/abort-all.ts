import type { Context } from '../context.js'
import { Progress } from '../core/progress.js'
import { isWholeBucket, type Selection } from '../core/selection.js'
import { shardName, shardSuffix } from '../core/shard.js'
import type { Upload } from '../core/upload.js'
import { UploadScan } from '../core/upload-scan.js'
import { type ExitStatus, CliError } from '../errors.js'
import type { AbortReport } from '../service/abort-all.js'
import { listingView } from '../terminal/listing.js'
import { renderPlan } from '../terminal/plan.js'
import { showingProgress } from '../terminal/progress.js'
import { styleOf } from '../terminal/style.js'
import { count } from '../terminal/words.js'
import {
  assertCanAbort,
  type PaceOptions,
  requireBucketName,
  requireConfirmation,
  withAbortProgress,
} from './aborting.js'
import { reportDoubts } from './doubts.js'
import { type FormatOptions, formatOf } from './format.js'
import { type BucketOptions, openBucket } from './opening.js'
import { type OpenBucket, withReport } from './run-report.js'
import { selectionOf, type SelectionOptions } from './selection.js'

interface AbortAllOptions extends BucketOptions, SelectionOptions, FormatOptions, PaceOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly max?: number
  readonly sizes?: boolean
}

export async function abortAll(options: AbortAllOptions, context: Context): Promise<ExitStatus> {
  if (options.dryRun) {
    const selection = await selectionOf(options, context.environment)
    return printDryRun(await openBucket(options, context), selection, options, context)
  }
  return withReport(options, context, async (reporter) => {
    assertCanAbort(options, context)
    const selection = await selectionOf(options, context.environment)
    const opened = { ...(await openBucket(options, context)), selection }
    reporter.opened = opened
    return abortMatching(opened, options, context)
  })
}

async function abortMatching(
  { bucket, store, selection }: OpenBucket & { readonly selection: Selection },
  options: AbortAllOptions,
  context: Context,
): Promise<AbortReport> {
  const progress = new Progress()
  const confirm = async (uploads: readonly Upload[], scan: UploadScan) => {
    await reportDoubts(scan, context.terminal)
    assertWithinMax(options.max, uploads.length)
    if (options.yes || uploads.length === 0) return
    const { errors } = context.terminal
    await errors.write(renderPlan({ bucket: bucket.name, store, search: scan, uploads }, styleOf(errors)))
    if (isWholeBucket(selection) && scan.recentCount > 0) await requireBucketName(bucket.name, context)
    else await requireConfirmation('Abort them?', context)
  }
  const mustList = !options.yes || options.max !== undefined
  const report = await withAbortProgress(progress, context, () =>
    bucket.abortAll(selection, {
      ...(mustList && { confirm }),
      includeParts: options.sizes === true,
      progress,
      signal: context.stop,
      maxConcurrency: options.concurrency,
    }),
  )
  if (!mustList && report.scan) await reportDoubts(report.scan, context.terminal)
  return report
}

async function printDryRun(
  { bucket }: OpenBucket,
  selection: Selection,
  options: AbortAllOptions,
  { terminal, clock, stop }: Context,
): Promise<ExitStatus> {
  const scan = new UploadScan(selection, clock.now(), 'abort')
  const uploads: Upload[] = []
  const progress = new Progress()
  const scanOptions = { includeParts: options.sizes === true, progress, signal: stop }
  await showingProgress(terminal, progress, async () => {
    for await (const page of bucket.listMatching(scan, scanOptions)) uploads.push(...page)
  })
  const status = await reportDoubts(scan, terminal)
  const { prefix, shard } = selection
  const envelope = { Bucket: bucket.name, Prefix: prefix || undefined, Shard: shardName(shard) }
  const { output, errors } = terminal
  const shown = { envelope, search: scan, output, includesParts: scan.includesParts }
  const view = await listingView(formatOf(options, terminal), shown)
  await output.write(view.take(uploads) + view.close())
  await errors.write(
    `Dry run: ${count(uploads.length, 'upload')}${shardSuffix(shard)} would be aborted; none was.\n`,
  )
  return status
}

function assertWithinMax(max: number | undefined, matched: number): void {
  if (max === undefined || matched <= max) return
  throw new CliError(
    'safety-check',
    `${count(matched, 'upload')} selected, more than --max ${max}: nothing was aborted.`,
  )
}
