import type { Blocking } from '../../context.js'
import type { Duration } from '../../core/time.js'
import { displaySafe } from '../../core/safe-text.js'
import { CliError, EXIT_CODES, type ExitStatus, statusOfSignal } from '../../errors.js'
import { abortDocument } from '../../output/upload-records.js'
import { renderAbortSummary, renderFailures } from '../../output/abort-summary.js'
import { blockingRow, describeBlocking } from '../../output/scan-text.js'
import { colorsFor } from '../../output/colors.js'
import { errorObject } from '../../output/error-document.js'
import { addHint } from '../../output/lifecycle-rules.js'
import { formatNumber, pluralize, wrapFor } from '../../output/text.js'
import type { AbortReport } from '../../service/abort-all.js'
import type { Row } from '../../output/records.js'
import type { CommandContext } from './command.js'
import type { ConnectedBucket } from './connect.js'
import { formatOf, type OutputOptions } from './output-options.js'
import type { ParsedSelection } from './selection-options.js'

const HINT_TIMEOUT: Duration = 2_000

export interface ReportSubject extends ConnectedBucket {
  /** Undefined if the uploads were given by key and upload ID. */
  readonly parsed?: ParsedSelection
}

/** Runs aborts, and then prints the outcome of each upload once, however the run ends. */
export async function withReport(
  subject: ReportSubject,
  options: OutputOptions,
  context: CommandContext,
  run: () => Promise<AbortReport>,
): Promise<ExitStatus> {
  const startedAt = context.clock.now()
  const report = await run()
  const status = report.status === 'stopped' ? statusOfSignal(context.signal) : report.status
  const seconds = (context.clock.now() - startedAt) / 1000
  await new ReportWriter({ ...subject, report, status, seconds }, context).write(options)
  if (report.error instanceof CliError) throw report.error
  return status
}

interface EndedRun extends ReportSubject {
  readonly report: AbortReport
  readonly status: ExitStatus
  readonly seconds: number
}

class ReportWriter {
  readonly #run: EndedRun
  readonly #context: CommandContext

  constructor(run: EndedRun, context: CommandContext) {
    this.#run = run
    this.#context = context
  }

  async write(options: OutputOptions): Promise<void> {
    const { stdout, stderr } = this.#context.terminal
    const { notices } = this.#context
    const format = formatOf(options, this.#context.terminal)
    const { bucket } = this.#run
    const blocking = this.#isWholeBucketClear() ? await bucket.findBlocking(this.#context.signal) : undefined
    if (format === 'table') {
      const { results, error } = this.#run.report
      const message = error instanceof CliError ? error.message : undefined
      const layout = { colors: colorsFor(stdout), width: stdout.width, error: message }
      const text = renderFailures(results, layout) + this.#summary(stdout)
      await stdout.write(text).catch(async (failure: unknown) => {
        await stderr.write(text)
        throw failure
      })
      await stdout.write(wrapFor(stdout, this.#conclusion(blocking)) + (await this.#nextStepHint()))
      return
    }
    const { parsed, report } = this.#run
    const before = parsed ? { Filter: parsed.filter } : {}
    const layout = {
      bucket: bucket.name,
      before,
      after: this.#fields(blocking),
      isTerminal: stdout.isTerminal,
    }
    try {
      for (const text of abortDocument(format, report.results, layout)) await stdout.write(text)
    } finally {
      await notices.write(this.#summary(stderr) + wrapFor(notices, this.#conclusion(blocking)))
    }
  }

  /** Returns the fields of a document after its counts. */
  #fields(blocking: Blocking | undefined): Row {
    const { report, status, seconds, client } = this.#run
    const { results, scan, error } = report
    return {
      Clear: report.isBucketClear,
      Verified: results.isVerified,
      ...(scan && { AgeUnknown: scan.unknownAgeCount }),
      ...(blocking && { Blocking: blockingRow(blocking) }),
      ...(scan?.includesParts && { Bytes: scan.bytes }),
      Seconds: seconds,
      Endpoint: client.endpoint,
      Complete: results.isComplete && scan?.incompleteReason === undefined,
      ...(error instanceof CliError && { Error: errorObject(error) }),
      ExitCode: EXIT_CODES[status],
    }
  }

  #summary(output: { readonly hasColor: boolean; readonly isTerminal: boolean; readonly width: number }): string {
    const { report, seconds, parsed } = this.#run
    const conditions = parsed?.text ?? ''
    return wrapFor(output, renderAbortSummary(report.results, colorsFor(output), { seconds, conditions }))
  }

  /** Returns what follows for the bucket from a whole run. */
  #conclusion(blocking: Blocking | undefined): string {
    const { bucket, report } = this.#run
    const name = displaySafe(bucket.name)
    const { newSinceStart } = report.results.summary()
    if (blocking) return `${name} has no incomplete uploads. ${describeBlocking(blocking)}\n`
    if (newSinceStart > 0 && report.scan)
      return `${name} is not clear: ${pluralize(newSinceStart, 'upload')} started during the run.\n`
    return ''
  }

  #isWholeBucketClear(): boolean {
    return this.#run.parsed?.filter === null && this.#run.report.isBucketClear
  }

  /** Returns a hint to print after a successful run. Returns `''` if the lifecycle rules cannot be read. */
  async #nextStepHint(): Promise<string> {
    const { bucket, report, status } = this.#run
    const { stdout } = this.#context.terminal
    if (status !== 'done' || !stdout.isTerminal || !report.scan) return ''
    if (report.results.summary().aborted === 0) return ''
    const signal = AbortSignal.any([this.#context.signal, AbortSignal.timeout(HINT_TIMEOUT)])
    const rules = await bucket.lifecycle
      .read(signal)
      .then(({ abortRules }) => abortRules)
      .catch(() => undefined)
    return rules?.length === 0 ? `No lifecycle rule aborts incomplete uploads.\n${addHint(bucket.name)}` : ''
  }
}

/** Returns `17 uploads`, or `all 17 uploads`. */
export function countUploads(count: number): string {
  return count === 1 ? '1 upload' : `${formatNumber(count)} uploads`
}
