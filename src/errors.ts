import type { FailureKind } from './core/outcome.js'

/** How a run can end, and what the shell is told. Part of the contract: codes are added, never changed. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  partial: 3,
  denied: 4,
  absent: 5,
  transient: 6,
  untrusted: 7,
  remaining: 8,
  refused: 9,
  declined: 10,
  'hung-up': 129,
  interrupted: 130,
  terminated: 143,
} as const

export type Ending = keyof typeof exitCodes
export type ExitCode = (typeof exitCodes)[Ending]

export type ProblemKind = FailureKind | 'partial' | 'refused' | 'declined'

/** Something that ends the run. The message is one sentence for the person, with the way out in it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind

  constructor(kind: ProblemKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
