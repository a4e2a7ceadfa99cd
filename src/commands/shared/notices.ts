import type { Progress } from '../../core/progress.js'
import { hasTimeCondition } from '../../core/selection.js'
import type { UploadScan } from '../../core/upload-scan.js'
import type { ExitStatus } from '../../errors.js'
import { type WithoutProgress, withProgress as showProgress } from '../../output/progress.js'
import { pluralize, wrapFor } from '../../output/text.js'
import type { CommandContext } from './command.js'

/** Prints a note or a warning, which `--quiet` leaves out. */
export async function notify({ notices }: Pick<CommandContext, 'notices'>, text: string): Promise<void> {
  await notices.write(`${wrapFor(notices, text)}\n`)
}

/** Prints the warnings of a listing. Returns the resulting exit status. */
export async function printWarnings(scan: UploadScan, context: CommandContext): Promise<ExitStatus> {
  const { unknownAgeCount, unknownPartsCount, partsError, selection } = scan
  if (scan.usesLocalClock && hasTimeCondition(selection))
    await notify(context, 'note: The server sent no Date header. Ages use the local clock.')
  const unknown = [
    [unknownAgeCount, 'The server did not report when they were initiated.'],
    [unknownPartsCount, 'Their parts could not be listed.'],
  ] as const
  for (const [count, reason] of unknown) {
    if (count === 0) continue
    const uploads = pluralize(count, 'upload')
    const treated = scan.purpose === 'verify' ? `Counted ${uploads} as remaining.` : `Skipped ${uploads}.`
    await notify(context, `warning: ${treated} ${reason}`)
  }
  if (partsError !== undefined) await notify(context, `note: Some sizes are unknown. ${partsError}`)
  if (scan.hasClockDifference && hasTimeCondition(selection)) {
    const differ = 'The clock of the server and the local clock differ by more than an hour.'
    await notify(context, `warning: ${differ} Conditions on age must hold by both.`)
  }
  if (scan.others && 'error' in scan.others)
    await notify(context, `note: Could not check the bucket without the prefix. ${scan.others.error}`)
  if (scan.incompleteReason === undefined) return 'done'
  await notify(context, `warning: ${scan.incompleteReason}`)
  return 'invalid-response'
}

/** Shows the progress of some work, unless `--quiet` was passed. */
export function withProgress<T>(
  { terminal: { spin }, notices }: CommandContext,
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  return showProgress({ stderr: notices, ...(spin && { spin }) }, progress, work)
}

/** Shows the progress of aborts, and a notice if the run is stopped. */
export async function withAbortProgress<T>(
  context: CommandContext,
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  const { signal, notices } = context
  const onStop = () => {
    const requests = pluralize(progress.inFlight, 'request')
    if (progress.phase !== 'listing')
      void notices.write(`\nStopping. Waiting up to 10s for ${requests}. Press Ctrl-C again to exit now.\n`)
  }
  signal.addEventListener('abort', onStop)
  try {
    return await withProgress(context, progress, work)
  } finally {
    signal.removeEventListener('abort', onStop)
  }
}
