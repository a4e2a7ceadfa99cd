import type { Command } from 'commander'
import { Progress } from '../core/progress.js'
import { safeJson } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import type { ExitStatus } from '../errors.js'
import { verifyFields } from '../output/bucket-table.js'
import { withProgress } from '../output/progress.js'
import { timeValue } from '../output/records.js'
import { describeBlocking, scanSummary } from '../output/scan-text.js'
import { wrapFor } from '../output/text.js'
import { assertTlsVerification } from '../system.js'
import { addBucketsOptions, type BucketOptions, severalBuckets } from './shared/bucket-options.js'
import { addExamples, type Cli, type Run } from './shared/command.js'
import { addConnectionOptions, type BucketRun, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { reportBuckets } from './shared/multi-bucket.js'
import { printWarnings } from './shared/notices.js'
import { addJsonOption, type JsonOption } from './shared/output-options.js'
import {
  addSelectionOptions,
  type ParsedSelection,
  parseSelectionOptions,
  type SelectionOptions,
} from './shared/selection-options.js'

type VerifyOptions = BucketOptions & ConnectionFlags & SelectionOptions & JsonOption

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET...] [flags]')
  addConnectionOptions(addJsonOption(addSelectionOptions(addBucketsOptions(command))))
  addExamples(command, [
    ['Check for incomplete uploads (exit code 8 if any remain)', 'cwmpu verify my-bucket'],
    ['Check all buckets for uploads older than a week', 'cwmpu verify --all-buckets --older-than 7d'],
  ])
  command.action(cli.action(verify))
}

async function verify(run: Run<VerifyOptions>): Promise<ExitStatus> {
  const buckets = severalBuckets(run.options)
  const parsed = parseSelectionOptions(run, buckets?.[0]?.path ?? '')
  assertTlsVerification(run.environment, 'verify buckets')
  if (buckets?.length === 1) return verifyOne(parsed, await connectToBucket(run))
  const format = run.options.json ? 'json' : 'table'
  return reportBuckets({ ...run, parsed, purpose: 'verify', includeParts: false, format })
}

async function verifyOne(parsed: ParsedSelection, run: BucketRun<VerifyOptions>): Promise<ExitStatus> {
  const { selection, filter, text } = parsed
  const { bucket, clock, signal, options, terminal } = run
  const scan = new UploadScan(selection, clock.now(), 'verify')
  const progress = new Progress()
  const blocking = await withProgress(run, progress, async () => {
    await bucket.scan(scan, { includeParts: false, progress, signal })
    return bucket.findBlocking(signal)
  })
  const { stdout } = terminal
  if (options.json) {
    const subject = { Bucket: bucket.name, Prefix: selection.prefix || undefined, Filter: filter }
    const newest = { Newest: timeValue(scan.newest?.initiated) }
    await stdout.write(`${safeJson({ ...subject, ...verifyFields(scan, blocking), ...newest })}\n`)
  } else {
    const summary = scanSummary(scan, { bucket: bucket.name, conditions: text })
    const named = scan.matchedCount > 0 ? `${bucket.name}: ${summary}` : summary
    await stdout.write(wrapFor(stdout, `${named}\n${describeBlocking(blocking)}\n`))
  }
  const status = await printWarnings(scan, run)
  return status === 'done' && scan.matchedCount > 0 ? 'remaining' : status
}
