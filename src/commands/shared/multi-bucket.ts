import type { Client, ScanOptions } from '../../context.js'
import { mapConcurrent } from '../../core/map-concurrent.js'
import { Progress } from '../../core/progress.js'
import { displaySafe } from '../../core/safe-text.js'
import { UploadScan } from '../../core/upload-scan.js'
import { CliError, type ExitStatus } from '../../errors.js'
import { bucketsDocument, type BucketSummary, renderBuckets } from '../../output/bucket-table.js'
import { colorsFor } from '../../output/colors.js'
import type { Format } from '../../output/records.js'
import type { CommandContext } from './command.js'
import { notify, withProgress } from './notices.js'
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
  for (const { bucket, error } of summaries)
    if (error) await notify(context, `warning: ${displaySafe(bucket)}: ${error.message}`)
  return summaries
}

async function scanBucket(
  client: Client,
  name: string,
  scan: UploadScan,
  options: ScanOptions,
): Promise<BucketSummary> {
  try {
    await client.bucket(name).scan(scan, options)
    const reason = scan.incompleteReason
    if (reason === undefined) return { bucket: name, scan }
    return { bucket: name, scan, error: new CliError('invalid-response', reason) }
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
  const { isTerminal, width } = stdout
  const table = { colors: colorsFor(stdout), width, includesParts: includeParts, conditions: parsed.text }
  const document = { isVerifying: purpose === 'verify', envelope: { Filter: parsed.filter }, isTerminal }
  await stdout.write(format === 'table' ? renderBuckets(rows, table) : bucketsDocument(format, rows, document))
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
