import { type Ending, Problem } from './errors.js'

/** Why a run should stop before its end. */
export type StopReason = 'interrupted' | 'terminated' | 'hung-up' | 'reader-gone'

/** How a run ended that was stopped. That nobody reads on is no failure: `cwmpu list | head -1`. */
export function endingOfStop(stop: AbortSignal): Ending {
  const reason = stop.reason as StopReason
  return reason === 'reader-gone' ? 'done' : reason
}

/** How a run ends that throws: whatever is thrown once it should stop, comes of that. */
export function endingOfError(error: unknown, stop: AbortSignal): Ending {
  if (stop.aborted) return endingOfStop(stop)
  return error instanceof Problem ? error.kind : 'bug'
}
