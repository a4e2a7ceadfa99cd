import type { Command } from 'commander'
import type { BucketUploads } from '../context.js'
import { Progress } from '../core/progress.js'
import { safeJson } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import type { ExitStatus } from '../errors.js'
import { verifyFields } from '../output/bucket-table.js'
import { withProgress } from '../output/progress.js'
import { timeValue } from '../output/records.js'
import { describeBlocking, scanSummary } from '../output/scan-text.js'
import { wrapFor } from '../output/text.js'
import { addBucketsOptions, type BucketOptions, pathOfOnlyBucket, severalBuckets } from './shared/bucket-options.js'
import { addExamples, type Cli, type CommandContext } from './shared/command.js'
import { addConnectionOptions, type ConnectionFlags, connectToBuckets } from './shared/connect.js'
import { scanBuckets, statusOfBuckets, writeBuckets } from './shared/multi-bucket.js'
import { printWarnings } from './shared/notices.js'
import { addJsonOption } from './shared/output-options.js'
import {
  addSelectionOptions,
  type ParsedSelection,
  parseSelectionOptions,
  type SelectionOptions,
} from './shared/selection-options.js'

interface VerifyOptions extends BucketOptions, ConnectionFlags, SelectionOptions {
  readonly json?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET...] [flags]')
  addConnectionOptions(addJsonOption(addSelectionOptions(addBucketsOptions(command))))
  addExamples(command, [
    ['Check for incomplete uploads (exit code 8 if any remain)', 'cwmpu verify my-bucket'],
    ['Check all buckets for uploads older than a week', 'cwmpu verify --all-buckets --older-than 7d'],
  ])
  command.action(cli.action(verify))
}

async function verify(options: VerifyOptions, context: CommandContext): Promise<ExitStatus> {
  const parsed = await parseSelectionOptions(options, pathOfOnlyBucket(options), context.environment)
  const { client, names } = await connectToBuckets(options, context)
  const [name] = names
  if (name !== undefined && severalBuckets(options)?.length === 1)
    return verifyOne(client.bucket(name), parsed, options, context)
  const scan = { client, names, parsed, includeParts: false, purpose: 'verify' } as const
  const summaries = await scanBuckets(scan, context)
  await writeBuckets(summaries, scan, options.json ? 'json' : 'table', context)
  return statusOfBuckets(summaries, scan)
}

async function verifyOne(
  bucket: BucketUploads,
  { selection, filter, text }: ParsedSelection,
  { json }: VerifyOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { clock, signal, terminal } = context
  const scan = new UploadScan(selection, clock.now(), 'verify')
  const progress = new Progress()
  const blocking = await withProgress(context, progress, async () => {
    await bucket.scan(scan, { includeParts: false, progress, signal })
    return bucket.findBlocking(signal)
  })
  const { stdout } = terminal
  if (json) {
    const subject = { Bucket: bucket.name, Prefix: selection.prefix || undefined, Filter: filter }
    const newest = { Newest: timeValue(scan.newest?.initiated) }
    await stdout.write(`${safeJson({ ...subject, ...verifyFields(scan, blocking), ...newest })}\n`)
  } else {
    const summary = scanSummary(scan, { bucket: bucket.name, conditions: text })
    const named = scan.matchedCount > 0 ? `${bucket.name}: ${summary}` : summary
    await stdout.write(wrapFor(stdout, `${named}\n${describeBlocking(blocking)}\n`))
  }
  const status = await printWarnings(scan, context)
  return status === 'done' && scan.matchedCount > 0 ? 'remaining' : status
}
