import { type ExitStatus, CliError } from './errors.js'

/** Why a run should stop before its end. */
export type StopReason = 'interrupted' | 'terminated' | 'hangup' | 'reader-gone'

/** How a run ended that was stopped. That nobody reads on is no failure: `cwmpu list | head -1`. */
export function statusOfSignal(stop: AbortSignal): ExitStatus {
  const reason = stop.reason as StopReason
  return reason === 'reader-gone' ? 'done' : reason
}

/** How a run ends that throws: whatever is thrown once it should stop, comes of that. */
export function statusOfError(error: unknown, stop: AbortSignal): ExitStatus {
  if (stop.aborted) return statusOfSignal(stop)
  return error instanceof CliError ? error.kind : 'internal-error'
}
