import type { Progress } from '../../core/progress.js'
import { hasAgeCondition, hasTimeCondition } from '../../core/selection.js'
import { MINIO_ADVICE, type UploadScan } from '../../core/upload-scan.js'
import type { ExitStatus } from '../../errors.js'
import { type WithoutProgress, withProgress } from '../../output/progress.js'
import { renderMessage } from '../../output/message.js'
import { pluralize, wrapFor } from '../../output/text.js'
import type { Run } from './command.js'

/** Prints a note or a warning, which `--quiet` leaves out. */
export async function notify({ notices }: Run, text: string): Promise<void> {
  await notices.write(renderMessage(`${text}\n`, notices))
}

/** Returns what a reader of a listing must know, as lines that start with `note: ` or `warning: `. */
export function warningsOf(scan: UploadScan): string[] {
  const { unknownAgeCount, unknownPartsCount, partsError, others } = scan
  const isVerifying = scan.purpose === 'verify'
  const hasAges = hasAgeCondition(scan.selection)
  const subject = hasTimeCondition(scan.selection) ? 'they were initiated' : 'their parts were uploaded'
  const treated = (count: number) =>
    isVerifying ? `Counted ${pluralize(count, 'upload')} as remaining.` : `Skipped ${pluralize(count, 'upload')}.`
  const lines: string[] = []
  if (scan.usesLocalClock && hasAges) lines.push('note: The server sent no Date header. Ages use the local clock.')
  if (unknownAgeCount > 0) lines.push(`warning: ${treated(unknownAgeCount)} The server did not report when ${subject}.`)
  if (unknownPartsCount > 0) lines.push(`warning: ${treated(unknownPartsCount)} Their parts could not be listed.`)
  if (partsError !== undefined) lines.push(`note: Some sizes are unknown. ${partsError}`)
  if (scan.hasClockDifference) {
    const conditions = `Conditions on age ${isVerifying ? 'can hold by either' : 'must hold by both'}.`
    const rule = hasAges ? conditions : 'Ages use the clock of the server.'
    lines.push(`warning: The clock of the server and the local clock differ by more than an hour. ${rule}`)
  }
  if (others && 'error' in others) lines.push(`note: Could not check the bucket without the prefix. ${others.error}`)
  return lines
}

/** Prints the warnings of a listing. Returns the resulting exit status, whose reason `--quiet` does not leave out. */
export async function printWarnings(scan: UploadScan, run: Run): Promise<ExitStatus> {
  for (const line of warningsOf(scan)) await notify(run, line)
  if (scan.incompleteReason === undefined) return 'done'
  const { stderr } = run.terminal
  await stderr.write(renderMessage(`warning: ${scan.incompleteReason}\n`, stderr, MINIO_ADVICE))
  return 'invalid-response'
}

/** Shows the progress of aborts, and a notice if the run is stopped. */
export async function withAbortProgress<T>(
  run: Run,
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  const { signal, notices } = run
  const onStop = () => {
    if (progress.inFlight === 0) return
    const requests = pluralize(progress.inFlight, 'request')
    const text = `Stopping. Waiting up to 10s for ${requests}. Press Ctrl-C again to exit now.`
    void notices.write(`\n${wrapFor(notices, text)}\n`)
  }
  signal.addEventListener('abort', onStop)
  try {
    return await withProgress(run, progress, work)
  } finally {
    signal.removeEventListener('abort', onStop)
  }
}
