import type { Blocking } from '../../core/bucket.js'
import { signalWithin } from '../../core/concurrency.js'
import { displaySafe } from '../../core/safe-text.js'
import type { Duration } from '../../core/time.js'
import { CliError, EXIT_CODES, type ExitStatus, statusOfSignal } from '../../errors.js'
import { renderAbortSummary, renderFailures } from '../../output/abort-summary.js'
import { addHint } from '../../output/lifecycle-rules.js'
import { abortDocument, errorFields, type Row } from '../../output/records.js'
import { blockingRow, describeBlocking, knownBytes, othersSentence, sizesOf } from '../../output/scan-text.js'
import type { Screen } from '../../output/terminal.js'
import { pluralize, wrapFor } from '../../output/text.js'
import type { AbortReport } from '../../service/abort-all.js'
import type { BucketRun } from './connect.js'
import { formatOf, type OutputOptions } from './output-options.js'
import type { ParsedSelection } from './selection-options.js'

const HINT_TIMEOUT: Duration = 2_000

export interface ReportRun extends BucketRun<OutputOptions> {
  /** Undefined if the uploads were given by key and upload ID. */
  readonly parsed?: ParsedSelection
}

interface EndedRun extends ReportRun {
  readonly report: AbortReport
  readonly status: ExitStatus
  readonly seconds: number
  /** Undefined unless the whole bucket was cleared. */
  readonly blocking: Blocking | undefined
}

/** Runs aborts, and then prints the outcome of each upload once, however the run ends. */
export async function withReport(run: ReportRun, abort: () => Promise<AbortReport>): Promise<ExitStatus> {
  const { clock, signal, parsed } = run
  const report = await abort()
  const seconds = (clock.now() - report.startedAt) / 1000
  const isWholeBucketClear = parsed?.filter === null && report.isBucketClear
  const blocking = isWholeBucketClear ? await findBlocking(run) : undefined
  const isStopped = report.status === 'stopped' || (isWholeBucketClear && blocking === undefined)
  const status = isStopped ? statusOfSignal(signal) : report.status
  await writeReport({ ...run, report, status, seconds, blocking })
  if (report.error instanceof CliError) throw report.error
  return status
}

/** A signal must not keep the outcomes from being printed. */
async function findBlocking({ bucket, signal }: ReportRun): Promise<Blocking | undefined> {
  return bucket.findBlocking(signal).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
}

async function writeReport(run: EndedRun): Promise<void> {
  const { bucket, report, terminal, notices } = run
  const { stdout, stderr } = terminal
  const format = formatOf(run)
  if (format === 'table') return writeText(run)
  const document = { bucket: bucket.name, ...fieldsOf(run), isTerminal: stdout.isTerminal }
  try {
    for (const text of abortDocument(format, report.results, document)) await stdout.write(text)
  } finally {
    await stderr.write(failures(run, stderr))
    await notices.write(counts(run, stderr) + conclusion(run, stderr))
  }
}

async function writeText(run: EndedRun): Promise<void> {
  const { stdout, stderr } = run.terminal
  const text = failures(run, stdout) + counts(run, stdout)
  await stdout.write(text).catch(async (failure: unknown) => {
    await stderr.write(text)
    throw failure
  })
  const hint = stdout.isTerminal ? await nextStepHint(run) : ''
  await stdout.write(conclusion(run, stdout) + hint)
}

/** Returns the fields of a JSON document before its uploads, and after its counts. */
function fieldsOf({ report, status, seconds, client, parsed, blocking }: EndedRun): { before: Row; after: Row } {
  const { results, scan, error } = report
  const after = {
    Clear: report.isBucketClear,
    Verified: results.isVerified,
    ...(scan && { AgeUnknown: scan.unknownAgeCount }),
    ...(blocking && { Blocking: blockingRow(blocking) }),
    ...(scan?.includesParts && { Bytes: knownBytes(sizesOf(scan)) ?? null }),
    Seconds: seconds,
    Endpoint: client.endpoint,
    Complete: results.isComplete && scan?.incompleteReason === undefined,
    ...(error === undefined ? { ExitCode: EXIT_CODES[status] } : errorFields(error, status)),
  }
  return { before: parsed ? { Filter: parsed.filter } : {}, after }
}

function failures({ report: { results, error } }: EndedRun, screen: Screen): string {
  return renderFailures(results, screen, error instanceof CliError ? error.message : undefined)
}

function counts({ bucket, report: { results, scan }, seconds, parsed }: EndedRun, screen: Screen): string {
  const others = scan && parsed?.filter ? othersSentence(displaySafe(bucket.name), scan) : ''
  return renderAbortSummary(results, { seconds, conditions: parsed?.text ?? '', others }, screen)
}

/** Returns what follows for the bucket from a whole run. */
function conclusion({ bucket, report, blocking }: EndedRun, screen: Screen): string {
  const name = displaySafe(bucket.name)
  const { newSinceStart } = report.results.summary()
  if (blocking) return wrapFor(screen, `${name} has no incomplete uploads. ${describeBlocking(blocking)}\n`)
  if (newSinceStart === 0 || !report.scan) return ''
  return wrapFor(screen, `${name} is not clear: ${pluralize(newSinceStart, 'upload')} started during the run.\n`)
}

/** Returns a hint to print after a successful run. Returns `''` if the lifecycle rules cannot be read. */
async function nextStepHint({ bucket, report, status, signal }: EndedRun): Promise<string> {
  if (status !== 'done' || !report.scan || report.results.summary().aborted === 0) return ''
  const rules = await bucket.lifecycle.read(signalWithin(HINT_TIMEOUT, signal)).catch(() => undefined)
  if (rules?.abortRules.length !== 0) return ''
  return `No lifecycle rule aborts incomplete uploads.\n${addHint(bucket.name)}`
}
