import type { Command } from 'commander'
import type { BucketUploads } from '../context.js'
import { formatInstant } from '../core/time.js'
import { Progress } from '../core/progress.js'
import { safeJson } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import type { ExitStatus } from '../errors.js'
import { blockingRow, describeBlocking, scanSummary } from '../output/scan-text.js'
import { wrapFor } from '../output/text.js'
import {
  addBucketsOptions,
  type BucketOptions,
  pathOfOnlyBucket,
  severalBuckets,
  valueOrPath,
} from './shared/bucket-options.js'
import { addExamples, type Cli, type CommandContext } from './shared/command.js'
import { addConnectionOptions, type ConnectionFlags, connectToBuckets } from './shared/connect.js'
import { type MultiBucketScan, scanBuckets, statusOfBuckets, writeBuckets } from './shared/multi-bucket.js'
import { addJsonOption } from './shared/output-options.js'
import { printWarnings, withProgress } from './shared/notices.js'
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
  const prefix = valueOrPath('--prefix', options.prefix, pathOfOnlyBucket(options))
  const parsed = await parseSelectionOptions({ ...options, prefix: prefix ?? '' }, context.environment)
  const { client, names } = await connectToBuckets(options, context)
  const [name] = names
  if (name === undefined || severalBuckets(options)?.length !== 1)
    return verifySeveral({ client, names, parsed, includeParts: false, purpose: 'verify' }, options, context)
  return verifyOne(client.bucket(name), parsed, options, context)
}

async function verifySeveral(
  scan: MultiBucketScan,
  { json = false }: VerifyOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const summaries = await scanBuckets(scan, context)
  await writeBuckets(summaries, scan, json ? 'json' : 'table', context)
  return statusOfBuckets(summaries, scan)
}

async function verifyOne(
  bucket: BucketUploads,
  parsed: ParsedSelection,
  { json }: VerifyOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { clock, signal, terminal } = context
  const scan = new UploadScan(parsed.selection, clock.now(), 'verify')
  const progress = new Progress()
  const blocking = await withProgress(context, progress, async () => {
    await bucket.scan(scan, { includeParts: false, progress, signal })
    return bucket.findBlocking(signal)
  })
  const { stdout } = terminal
  if (json) {
    const document = { ...verifyDocument(bucket.name, parsed, scan), Blocking: blockingRow(blocking) }
    await stdout.write(`${safeJson(document)}\n`)
  } else {
    const summary = scanSummary(scan, { bucket: bucket.name, conditions: parsed.text })
    const text = scan.matchedCount > 0 ? `${bucket.name}: ${summary}` : summary
    await stdout.write(wrapFor(stdout, `${text}\n${describeBlocking(blocking)}\n`))
  }
  const status = await printWarnings(scan, context)
  return status === 'done' && scan.matchedCount > 0 ? 'remaining' : status
}

function verifyDocument(bucket: string, { filter, selection }: ParsedSelection, scan: UploadScan) {
  const { matchedCount, unknownAgeCount, oldest, newest } = scan
  return {
    Bucket: bucket,
    Prefix: selection.prefix || undefined,
    Filter: filter,
    Clear: scan.isBucketClear,
    Remaining: matchedCount,
    AgeUnknown: unknownAgeCount,
    Oldest: oldest?.initiated === undefined ? undefined : formatInstant(oldest.initiated),
    Newest: newest?.initiated === undefined ? undefined : formatInstant(newest.initiated),
  }
}
