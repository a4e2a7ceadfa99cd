import type { Environment } from './config/resolved-value.js'
import { CliError } from './errors.js'

/** @throws CliError, safety-check, if certificates are not verified. */
export function assertTlsVerification(environment: Environment, action = 'abort uploads'): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return
  throw new CliError(
    'safety-check',
    `Cannot ${action} without TLS verification. NODE_TLS_REJECT_UNAUTHORIZED is 0. Unset it.`,
  )
}
