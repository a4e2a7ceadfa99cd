import type { Progress } from '../../core/progress.js'
import { hasTimeCondition } from '../../core/selection.js'
import type { UploadScan } from '../../core/upload-scan.js'
import type { ExitStatus } from '../../errors.js'
import { type WithoutProgress, withProgress } from '../../output/progress.js'
import { pluralize, wrapFor } from '../../output/text.js'
import type { Run } from './command.js'

/** Prints a note or a warning, which `--quiet` leaves out. */
export async function notify({ notices }: Run, text: string): Promise<void> {
  await notices.write(`${wrapFor(notices, text)}\n`)
}

/** Returns what a reader of a listing must know, as lines that start with `note: ` or `warning: `. */
export function warningsOf(scan: UploadScan): string[] {
  const { unknownAgeCount, unknownPartsCount, partsError, others, incompleteReason } = scan
  const isVerifying = scan.purpose === 'verify'
  const hasTimes = hasTimeCondition(scan.selection)
  const treated = (count: number) =>
    isVerifying ? `Counted ${pluralize(count, 'upload')} as remaining.` : `Skipped ${pluralize(count, 'upload')}.`
  const lines: string[] = []
  if (scan.usesLocalClock && hasTimes) lines.push('note: The server sent no Date header. Ages use the local clock.')
  if (unknownAgeCount > 0)
    lines.push(`warning: ${treated(unknownAgeCount)} The server did not report when they were initiated.`)
  if (unknownPartsCount > 0) lines.push(`warning: ${treated(unknownPartsCount)} Their parts could not be listed.`)
  if (partsError !== undefined) lines.push(`note: Some sizes are unknown. ${partsError}`)
  if (scan.hasClockDifference && hasTimes) {
    const rule = isVerifying ? 'Conditions on age can hold by either.' : 'Conditions on age must hold by both.'
    lines.push(`warning: The clock of the server and the local clock differ by more than an hour. ${rule}`)
  }
  if (others && 'error' in others) lines.push(`note: Could not check the bucket without the prefix. ${others.error}`)
  if (incompleteReason !== undefined) lines.push(`warning: ${incompleteReason}`)
  return lines
}

/** Prints the warnings of a listing. Returns the resulting exit status. */
export async function printWarnings(scan: UploadScan, run: Run): Promise<ExitStatus> {
  for (const line of warningsOf(scan)) await notify(run, line)
  return scan.incompleteReason === undefined ? 'done' : 'invalid-response'
}

/** Shows the progress of aborts, and a notice if the run is stopped. */
export async function withAbortProgress<T>(
  run: Run,
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  const { signal, notices } = run
  const onStop = () => {
    const requests = pluralize(progress.inFlight, 'request')
    if (progress.phase !== 'listing')
      void notices.write(`\nStopping. Waiting up to 10s for ${requests}. Press Ctrl-C again to exit now.\n`)
  }
  signal.addEventListener('abort', onStop)
  try {
    return await withProgress(run, progress, work)
  } finally {
    signal.removeEventListener('abort', onStop)
  }
}
