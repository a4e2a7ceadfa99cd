import type { Context } from '../context.js'
import type { Progress } from '../core/progress.js'
import { CliError } from '../errors.js'
import { showingProgress } from '../terminal/progress.js'
import { confirmByName } from '../terminal/terminal.js'
import { count } from '../terminal/words.js'
import { askOrDecline, assertMay } from './consent.js'

export interface PaceOptions {
  readonly concurrency?: number
}

const ABORTING = { verb: 'abort uploads', participle: 'aborted' }

/** @throws CliError, as `assertMay`. */
export function assertCanAbort(options: { readonly yes?: boolean }, context: Context): void {
  assertMay(ABORTING, options, context)
}

/** @throws CliError, declined, for any answer but yes. */
export function requireConfirmation(question: string, context: Context): Promise<void> {
  return askOrDecline(ABORTING, question, context)
}

/** @throws CliError, declined, for anything but the bucket's name. */
export async function requireBucketName(bucketName: string, { terminal }: Context): Promise<void> {
  const question = `To abort the whole bucket, type its name, ${bucketName}:`
  if (!(await confirmByName(terminal, question, bucketName)))
    throw new CliError('declined', 'Nothing was aborted.')
}

/** Shows progress while uploads are aborted, and a notice if the run is stopped. */
export async function withAbortProgress<T>(
  progress: Progress,
  { terminal, stop }: Context,
  work: () => Promise<T>,
): Promise<T> {
  const onStop = () => {
    if (progress.phase !== 'listing') void terminal.errors.write(stopNotice(progress.inFlight))
  }
  stop.addEventListener('abort', onStop)
  try {
    return await showingProgress(terminal, progress, work)
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}

function stopNotice(inFlight: number): string {
  return `\nStopping: ${count(inFlight, 'request')} under way may finish, for 10 s at most. Ctrl-C again leaves at once.\n`
}
