import type { Progress } from '../../core/progress.js'
import { type WithoutProgress, withProgress as showProgress } from '../../output/progress.js'
import { pluralize } from '../../output/text.js'
import type { CommandContext } from './command.js'

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
  const { stop, notices } = context
  const onStop = () => {
    const requests = pluralize(progress.inFlight, 'request')
    if (progress.phase !== 'listing')
      void notices.write(`\nStopping. Waiting up to 10s for ${requests}. Press Ctrl-C again to exit now.\n`)
  }
  stop.addEventListener('abort', onStop)
  try {
    return await withProgress(context, progress, work)
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}
