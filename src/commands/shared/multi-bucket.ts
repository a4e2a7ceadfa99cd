import type { Client } from '../../context.js'
import { mapConcurrent } from '../../core/concurrency.js'
import { Progress } from '../../core/progress.js'
import { displaySafe } from '../../core/safe-text.js'
import { UploadScan } from '../../core/upload-scan.js'
import { CliError, type ExitStatus } from '../../errors.js'
import { bucketsDocument, type BucketSummary, renderBuckets } from '../../output/bucket-table.js'
import { withProgress } from '../../output/progress.js'
import { renderMessage } from '../../output/message.js'
import type { Format } from '../../output/records.js'
import { limitText } from '../../output/scan-text.js'
import type { BucketOptions } from './bucket-options.js'
import type { Run } from './command.js'
import { type ConnectionFlags, connectToBuckets } from './connect.js'
import { notify, warningsOf } from './notices.js'
import type { ParsedSelection } from './selection-options.js'

const CONCURRENCY = 4

export interface BucketsRun extends Run<BucketOptions & ConnectionFlags> {
  readonly parsed: ParsedSelection
  readonly purpose: 'list' | 'verify'
  readonly includeParts: boolean
  readonly format: Format
  readonly isWide?: boolean
  /** Returns the rows to show [default: all, in the order of the names]. */
  readonly arrange?: (summaries: readonly BucketSummary[]) => readonly BucketSummary[]
}

/** Scans several buckets, and writes one row per bucket. The reason why one cannot be listed is printed. */
export async function reportBuckets(run: BucketsRun): Promise<ExitStatus> {
  const { purpose, parsed, includeParts, format, isWide = false, arrange, terminal } = run
  const { client, names } = await connectToBuckets(run)
  const { stdout } = terminal
  const progress = new Progress()
  const summaries: BucketSummary[] = []
  await withProgress(run, progress, async () => {
    const scanOne = (name: string) => scanBucket(name, client, run, progress)
    for await (const summary of mapConcurrent(names, CONCURRENCY, scanOne)) summaries.push(summary)
  })
  await printBucketWarnings(summaries, run)
  const rows = arrange ? arrange(summaries) : summaries
  const total = summaries.length
  const isTruncated = rows.length < total
  if (format === 'table') {
    const table = { includesParts: includeParts, conditions: parsed.text, total, isWide }
    await stdout.write(await renderBuckets(rows, table, stdout))
  } else {
    const document = { purpose, filter: parsed.filter, isTruncated, isTerminal: stdout.isTerminal }
    await stdout.write(bucketsDocument(format, rows, document))
    if (isTruncated) await notify(run, limitText(rows.length, total))
  }
  return statusOfBuckets(summaries)
}

async function scanBucket(name: string, client: Client, run: BucketsRun, progress: Progress): Promise<BucketSummary> {
  const { parsed, purpose, includeParts, clock, signal } = run
  const scan = new UploadScan(parsed.selection, clock.now(), purpose)
  try {
    const bucket = client.bucket(name)
    await bucket.scan(scan, { includeParts, progress, signal })
    const reason = scan.incompleteReason
    if (reason !== undefined) return { bucket: name, scan, error: new CliError('invalid-response', reason) }
    return { bucket: name, scan, ...(purpose === 'verify' && { blocking: await bucket.findBlocking(signal) }) }
  } catch (error) {
    if (!(error instanceof CliError) || signal.aborted) throw error
    return { bucket: name, scan, error }
  }
}

/** Prints each warning once, after the names of its buckets. `--quiet` leaves the reasons of the exit code. */
async function printBucketWarnings(summaries: readonly BucketSummary[], run: Run): Promise<void> {
  const buckets = new Map<string, { names: string[]; error?: CliError | undefined }>()
  for (const { bucket, scan, error } of summaries) {
    for (const line of error ? [`error: ${error.message}`] : warningsOf(scan)) {
      const group = buckets.get(line) ?? { names: [], error }
      group.names.push(displaySafe(bucket))
      buckets.set(line, group)
    }
  }
  const { stderr } = run.terminal
  for (const [line, { names, error }] of buckets) {
    const named = line.replace(': ', () => `: ${names.join(', ')}: `)
    if (error) await stderr.write(renderMessage(`${named}\n`, stderr, error.hint))
    else await notify(run, named)
  }
}

/**
 * Returns the exit status of several buckets. If all have the same status, it is that. Otherwise `partial` if some could
 * not be listed, or `remaining` if that was asked and any has uploads.
 */
function statusOfBuckets(summaries: readonly BucketSummary[]): ExitStatus {
  const statuses = new Set(summaries.map(statusOf))
  const [only = 'done'] = statuses
  if (statuses.size <= 1) return only
  return summaries.some(({ error }) => error !== undefined) ? 'partial' : 'remaining'
}

function statusOf({ scan, error }: BucketSummary): ExitStatus {
  if (error) return error.kind
  return scan.purpose === 'verify' && scan.matchedCount > 0 ? 'remaining' : 'done'
}
