import type { Client, ScanOptions } from '../../context.js'
import { mapConcurrent } from '../../core/concurrency.js'
import { Progress } from '../../core/progress.js'
import { displaySafe } from '../../core/safe-text.js'
import { UploadScan } from '../../core/upload-scan.js'
import { CliError, type ExitStatus } from '../../errors.js'
import { bucketsDocument, type BucketSummary, renderBuckets } from '../../output/bucket-table.js'
import { withProgress } from '../../output/progress.js'
import type { Format } from '../../output/records.js'
import type { CommandContext } from './command.js'
import { notify, warningsOf } from './notices.js'
import type { ParsedSelection } from './selection-options.js'

const CONCURRENCY = 4

export interface MultiBucketScan {
  readonly client: Client
  readonly names: readonly string[]
  readonly includeParts: boolean
  readonly parsed: ParsedSelection
  readonly purpose: 'list' | 'verify'
}

/** Scans several buckets. The reason why one cannot be listed is printed, and the others are listed. */
export async function scanBuckets(
  { client, names, includeParts, parsed, purpose }: MultiBucketScan,
  context: CommandContext,
): Promise<BucketSummary[]> {
  const progress = new Progress()
  const summaries: BucketSummary[] = []
  const scanOne = (name: string) => {
    const scan = new UploadScan(parsed.selection, context.clock.now(), purpose)
    return scanBucket(client, name, scan, { includeParts, progress, signal: context.signal })
  }
  await withProgress(context, progress, async () => {
    for await (const summary of mapConcurrent(names, CONCURRENCY, scanOne)) summaries.push(summary)
  })
  await printBucketWarnings(summaries, context)
  return summaries
}

/** Prints each warning once, after the names of its buckets. */
async function printBucketWarnings(summaries: readonly BucketSummary[], context: CommandContext): Promise<void> {
  const buckets = new Map<string, string[]>()
  for (const { bucket, scan, error } of summaries) {
    for (const line of error ? [`warning: ${error.message}`] : warningsOf(scan))
      buckets.set(line, [...(buckets.get(line) ?? []), displaySafe(bucket)])
  }
  for (const [line, names] of buckets) {
    const named = line.replace(': ', () => `: ${names.join(', ')}: `)
    await notify(context, named)
  }
}

async function scanBucket(
  client: Client,
  name: string,
  scan: UploadScan,
  options: ScanOptions,
): Promise<BucketSummary> {
  try {
    const bucket = client.bucket(name)
    await bucket.scan(scan, options)
    const reason = scan.incompleteReason
    if (reason !== undefined) return { bucket: name, scan, error: new CliError('invalid-response', reason) }
    if (scan.purpose !== 'verify') return { bucket: name, scan }
    return { bucket: name, scan, blocking: await bucket.findBlocking(options.signal) }
  } catch (error) {
    if (!(error instanceof CliError) || options.signal.aborted) throw error
    return { bucket: name, scan, error }
  }
}

/** Writes one row per bucket. */
export async function writeBuckets(
  rows: readonly BucketSummary[],
  { parsed, includeParts, purpose }: MultiBucketScan,
  format: Format,
  { terminal: { stdout } }: CommandContext,
): Promise<void> {
  const { isTerminal } = stdout
  const table = { includesParts: includeParts, conditions: parsed.text }
  const document = { isVerifying: purpose === 'verify', envelope: { Filter: parsed.filter }, isTerminal }
  const isTable = format === 'table'
  const text = isTable ? await renderBuckets(rows, table, stdout) : bucketsDocument(format, rows, document)
  await stdout.write(text)
}

/**
 * Returns the exit status of several buckets. If all have the same status, it is that. Otherwise `partial` if some could
 * not be listed, or `remaining` if that was asked and any has uploads.
 */
export function statusOfBuckets(
  summaries: readonly BucketSummary[],
  { purpose }: Pick<MultiBucketScan, 'purpose'>,
): ExitStatus {
  const isVerifying = purpose === 'verify'
  const statuses = new Set(summaries.map((summary) => statusOf(summary, isVerifying)))
  const [only = 'done'] = statuses
  if (statuses.size <= 1) return only
  return summaries.some(({ error }) => error !== undefined) ? 'partial' : 'remaining'
}

function statusOf({ scan, error }: BucketSummary, isVerifying: boolean): ExitStatus {
  if (error) return error.kind
  return isVerifying && scan.matchedCount > 0 ? 'remaining' : 'done'
}
