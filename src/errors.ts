import type { Failure, FailureKind } from './core/outcome.js'
import { displaySafe } from './core/safe-text.js'

/** Exit codes by status. They are part of the contract: codes are added, never changed. */
export const EXIT_CODES = {
  done: 0,
  'internal-error': 1,
  usage: 2,
  partial: 3,
  'access-denied': 4,
  'not-found': 5,
  retryable: 6,
  'invalid-response': 7,
  remaining: 8,
  'safety-check': 9,
  declined: 10,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitStatus = keyof typeof EXIT_CODES
export type ExitCode = (typeof EXIT_CODES)[ExitStatus]

export type ErrorKind = FailureKind | 'partial' | 'safety-check' | 'declined'

/** Error that ends the run. Its message says what failed and why, then how to fix it (the hint), and the request ID. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly kind: ErrorKind
  readonly code: string
  readonly problem: string
  readonly hint: string | undefined
  readonly requestId: string | undefined

  /** @param details Error code of the server or the network [default: the kind], its request ID, and the cause. */
  constructor(
    kind: ErrorKind,
    problem: string,
    hint?: string,
    details: { code?: string; requestId?: string | undefined } & ErrorOptions = {},
  ) {
    const { code, requestId, ...options } = details
    const id = requestId && `(request ID ${displaySafe(requestId)})`
    super([problem, hint, id].filter(Boolean).join(' '), options)
    this.kind = kind
    this.code = code ?? errorCode(kind)
    this.problem = problem
    this.hint = hint
    this.requestId = requestId
  }

  /** Converts the failure of a request, whose message ends with its hint. */
  static fromFailure({ kind, message, hint, ...failure }: Failure, options?: ErrorOptions): CliError {
    const problem = hint ? message.slice(0, -hint.length - 1) : message
    return new CliError(kind, problem, hint, { ...options, ...failure })
  }
}

/** Returns the code of an error that has only a kind, such as `AccessDenied` for `access-denied`. */
export function errorCode(kind: string): string {
  return kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Returns a parser whose SyntaxError becomes a CliError that names the option and its value. */
export function parseOption<T>(name: string, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      const value = /^\d+$/.test(text) ? text : `"${displaySafe(text)}"`
      throw new CliError('usage', `Invalid ${name} ${value}.`, error.message, { cause: error })
    }
  }
}

/** Reason to stop a run before its end. */
export type StopReason = 'interrupted' | 'terminated' | 'hangup' | 'reader-gone'

/** Returns the status of a stopped run. A reader that leaves is no failure: `cwmpu list | head -1`. */
export function statusOfSignal(signal: AbortSignal): ExitStatus {
  const reason = signal.reason as StopReason
  return reason === 'reader-gone' ? 'done' : reason
}

/** Returns true if the run failed because it was stopped. A reader that leaves hides no other error. */
export function isStopped(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  return signal.reason !== 'reader-gone' || !(error instanceof CliError) || error.code === 'ECANCELED'
}

/** Returns the status of a run that threw. */
export function statusOfError(error: unknown, signal: AbortSignal): ExitStatus {
  if (isStopped(error, signal)) return statusOfSignal(signal)
  return error instanceof CliError ? error.kind : 'internal-error'
}

/** Returns the reason of an error of the system as a sentence: `No space left on device (ENOSPC).` */
export function systemReason({ message }: Error): string {
  const [, code, reason = message] = /^([A-Z0-9]+): ([^,]+)/.exec(message) ?? []
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${code ? ` (${code})` : ''}`
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}
