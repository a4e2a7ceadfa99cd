import type { FailureKind } from './core/outcome.js'
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

/** Error that ends the run. The message says what failed, why, and how to fix it. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly kind: ErrorKind

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Returns a parser whose SyntaxError becomes a CliError that names the option and its value. */
export function parsed<T>(name: string, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new CliError('usage', `${name} ${displaySafe(text) || '""'} ${error.message}`, { cause: error })
    }
  }
}
