import { EXIT_CODES, type ExitStatus } from '../../errors.js'

export const meanings: Readonly<Record<ExitStatus, string>> = {
  done: 'done, or nothing to do',
  'internal-error': 'an internal error, or output that could not be written',
  usage: 'invalid usage, or --yes is missing and there is no terminal',
  partial: 'some uploads were not aborted, or some buckets not listed',
  'access-denied': 'credentials, signature or permission',
  'not-found': 'no such bucket, or no such upload',
  retryable: 'throttled, network or timeout, after all retries: run it again',
  'invalid-response': 'an invalid or unsupported response, TLS included',
  remaining: 'verify: uploads remain',
  'safety-check': 'a safety check failed, for example --max',
  declined: 'confirmation declined',
  hangup: 'SIGHUP',
  interrupted: 'SIGINT (Ctrl-C)',
  terminated: 'SIGTERM',
}

const lines = Object.entries(meanings).map(
  ([status, meaning]) => `  ${String(EXIT_CODES[status as ExitStatus]).padStart(3)}  ${meaning}\n`,
)

export const text = `Exit codes for scripts. Codes are added, never changed. Treat unknown codes as
failures.

${lines.join('')}
It is always safe to run the same command again.

3 means that a run did something and left something. If nothing was done, the
code is the cause, 4 to 7.

  # Abort old uploads, and send an alert if any remain
  $ cwmpu abort-all my-bucket --older-than 7d --yes &&
      cwmpu verify my-bucket --older-than 7d || send-alert
`
