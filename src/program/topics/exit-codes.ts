import { type ExitStatus, EXIT_CODES } from '../../errors.js'

export const meanings: Readonly<Record<ExitStatus, string>> = {
  done: 'done, or nothing to do',
  'internal-error': 'a bug in cwmpu: please report it',
  usage: 'a wrong command line, or --yes missing where nobody can be asked',
  partial: 'some uploads were not aborted, or are still listed',
  'access-denied': 'credentials, signature or permission',
  'not-found': 'no such bucket, or no such upload',
  retryable: 'throttled, network or timeout, after all retries: run it again',
  'invalid-response': 'an answer that cannot be trusted, TLS included',
  remaining: 'verify: uploads remain',
  'safety-check': 'a guard refused, such as --max, and nothing was aborted',
  declined: 'you said no',
  hangup: 'the terminal went away',
  interrupted: 'interrupted by Ctrl-C',
  terminated: 'told to end by SIGTERM',
}

const lines = Object.entries(meanings).map(
  ([ending, meaning]) => `  ${String(EXIT_CODES[ending as ExitStatus]).padStart(3)}  ${meaning}\n`,
)

export const text = `How a run ended, for scripts. Codes are added, never changed: take one that you
do not know for a failure.

${lines.join('')}
Running the same command again is always safe, whatever the code.

3 is for runs that did something and left something. One that could do nothing
at all says why, by 4 to 7; of several causes, it is the gravest.

  # Abort what is old, and tell the people on duty unless it is clear then
  $ cwmpu abort-all --bucket my-bucket --older-than 7d --yes &&
      cwmpu verify --bucket my-bucket --older-than 7d || page-somebody
`
