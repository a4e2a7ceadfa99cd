import type { FailureKind } from './outcome.js'

/** Resolved setting of a connection, and its source. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly source: string
}

/** Result of one check of `cwmpu doctor`. */
export type Check = {
  readonly name: string
  readonly detail: string
} & ({ readonly result: 'ok' | 'info' } | { readonly result: 'failed'; readonly kind: FailureKind })
