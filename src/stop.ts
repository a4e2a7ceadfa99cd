import { type ExitStatus, CliError } from './errors.js'

/** Reason to stop a run before its end. */
export type StopReason = 'interrupted' | 'terminated' | 'hangup' | 'reader-gone'

/** Returns the status of a stopped run. A reader that leaves is no failure: `cwmpu list | head -1`. */
export function statusOfSignal(stop: AbortSignal): ExitStatus {
  const reason = stop.reason as StopReason
  return reason === 'reader-gone' ? 'done' : reason
}

/** Returns the status of a run that threw. If it was stopped, the error is a result of that. */
export function statusOfError(error: unknown, stop: AbortSignal): ExitStatus {
  if (stop.aborted) return statusOfSignal(stop)
  return error instanceof CliError ? error.kind : 'internal-error'
}
