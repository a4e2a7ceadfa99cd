import type { FailureKind } from './outcome.js'

/** One thing that was decided before anything is sent, and by what. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly from: string
}

/** One thing that was looked at: whether it is well, and what was seen or what to do. */
export type Check = {
  readonly name: string
  readonly detail: string
} & ({ readonly result: 'well' | 'noted' } | { readonly result: 'wrong'; readonly kind: FailureKind })
