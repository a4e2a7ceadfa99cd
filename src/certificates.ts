import type { Environment } from './context.js'
import { Problem } from './errors.js'

/** @throws Problem, refused, where the store's answers could be anybody's. */
export function assertCertificatesCount(environment: Environment, verb = 'abort'): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return
  throw new Problem(
    'refused',
    `NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody answer for the store: unset it to ${verb}.`,
  )
}
