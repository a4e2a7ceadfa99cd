import type { BucketUploads, Client, Context } from '../context.js'
import { AbortResults } from '../core/abort-results.js'
import type { Duration } from '../core/duration.js'
import { isWholeBucket, type Selection } from '../core/selection.js'
import { shardName } from '../core/shard.js'
import { CliError, EXIT_CODES, type ExitStatus } from '../errors.js'
import type { AbortReport } from '../service/abort-all.js'
import { statusOfError, statusOfSignal } from '../stop.js'
import { outcomeDocument, renderTally, renderTrouble } from '../terminal/outcomes.js'
import type { RunFacts } from '../terminal/rows.js'
import { styleOf } from '../terminal/style.js'
import { type FormatOptions, formatOf } from './format.js'
import type { BucketOptions } from './opening.js'

export interface OpenBucket {
  readonly store: Client
  readonly bucket: BucketUploads
  readonly selection?: Selection
}

/** Facts about a run that are in its report even if it fails. */
export interface Reporter {
  opened?: OpenBucket
  report?: AbortReport
}

const HINT_TIMEOUT: Duration = 2_000
const CLEAR = 'The bucket has no incomplete uploads; objects or versions may still block its deletion.'

type Options = BucketOptions & FormatOptions

/** Runs, and then prints the outcome of each upload, once, however the run ends. */
export async function withReport(
  options: Options,
  context: Context,
  run: (reporter: Reporter) => Promise<AbortReport>,
): Promise<ExitStatus> {
  const reporter: Reporter = {}
  const startedAt = context.clock.now()
  const finish = async (status: ExitStatus, error?: unknown) => {
    const { opened, report } = reporter
    const facts: RunFacts = {
      seconds: (context.clock.now() - startedAt) / 1000,
      status,
      exitCode: EXIT_CODES[status],
      ...(opened && { endpoint: opened.store.endpoint }),
      ...(report?.scan?.includesParts && { bytes: report.scan.bytes }),
      ...(error instanceof CliError && { error: error.message }),
    }
    await write(reporter, facts, options, context)
  }
  try {
    reporter.report = await run(reporter)
  } catch (error) {
    await finish(statusOfError(error, context.stop), error)
    throw error
  }
  const { status: reported, error } = reporter.report
  const status = reported === 'stopped' ? statusOfSignal(context.stop) : reported
  await finish(status, error)
  if (error instanceof CliError) throw error
  return status
}

async function write(reporter: Reporter, facts: RunFacts, options: Options, context: Context): Promise<void> {
  const { output, errors } = context.terminal
  const { report } = reporter
  const format = formatOf(options, context.terminal)
  const shard = reporter.opened?.selection?.shard
  if (format === 'table') {
    if (!report) return
    const style = styleOf(output)
    const text = renderTrouble(report.results, style) + renderTally(report.results, style, facts, shard)
    await output.write(text).catch(async (error: unknown) => {
      await errors.write(text)
      throw error
    })
    if (facts.status === 'done' && output.isTerminal)
      await output.write(await nextStepHint(reporter, context))
    return
  }
  if (!report && format !== 'json' && format !== 'ndjson') return
  const envelope = { Bucket: options.bucket, Shard: shardName(shard) }
  const results = report?.results ?? new AbortResults()
  const document = outcomeDocument(format, results, { envelope, facts, isTerminal: output.isTerminal })
  try {
    for await (const text of document) await output.write(text)
  } finally {
    if (report) await errors.write(renderTally(results, styleOf(errors), facts, shard))
  }
}

/** Returns a hint to print after a successful run. Returns `''` if the lifecycle rules cannot be read. */
async function nextStepHint({ opened, report }: Reporter, { stop }: Context): Promise<string> {
  if (!opened || !report?.scan) return ''
  const { aborted, newSinceStart } = report.results.summary()
  if (aborted === 0) return ''
  const isClear = isWholeBucket(report.scan.selection) && newSinceStart === 0
  const { bucket } = opened
  const rules = await bucket.lifecycle
    .read(AbortSignal.any([stop, AbortSignal.timeout(HINT_TIMEOUT)]))
    .then(({ abortRules }) => abortRules)
    .catch(() => undefined)
  const hint = `To keep them from coming back: cwmpu lifecycle set --bucket ${bucket.name} --days 7\n`
  return (isClear ? `${CLEAR}\n` : '') + (rules?.length === 0 ? hint : '')
}
