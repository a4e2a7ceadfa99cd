import { homedir } from 'node:os'
import { promisify } from 'node:util'
import { type Environment, verifiesCertificates } from './config/settings.js'
import type { Clock } from './core/time.js'
import { CliError } from './errors.js'

/** Clock of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (duration, signal) => promisify(setTimeout)(duration, undefined, { signal }),
}

/** A pod may run as a user whom no /etc/passwd knows: homedir() throws then, here and in the SDK. */
export function home(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

/** @throws CliError, safety-check, if certificates are not verified. */
export function assertTlsVerification(environment: Environment, action = 'abort uploads'): void {
  if (verifiesCertificates(environment)) return
  throw new CliError(
    'safety-check',
    `Cannot ${action} without TLS verification. NODE_TLS_REJECT_UNAUTHORIZED is 0. Unset it.`,
  )
}
