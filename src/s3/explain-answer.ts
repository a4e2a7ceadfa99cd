import type { FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import type { Refusal } from './request-error.js'

/** What was asked, of whom: the sentence has to say so. */
export interface About {
  readonly doing: 'list' | 'abort'
  readonly bucket: string
  /** Scheme and host of the store, such as https://cwobject.com. */
  readonly endpoint: string
  /** The host that is spoken to: with virtual addressing, the bucket's own. */
  readonly host: string
  /** Where the credentials come from. */
  readonly credentials: string
}

export interface Explanation {
  readonly kind: FailureKind
  readonly sentence: string
}

/** The permissions of S3 by the names that CoreWeave documents. */
const PERMISSIONS = { list: 's3:ListBucketMultipartUploads', abort: 's3:AbortMultipartUpload' } as const

type Explain = (about: About) => string

const KNOWN = new Map<string, readonly [FailureKind, Explain]>([
  ['AccessDenied', ['denied', accessDenied]],
  [
    'NoSuchBucket',
    [
      'absent',
      ({ bucket, endpoint }) =>
        `There is no bucket "${bucket}" at ${endpoint}: check its name and --endpoint.`,
    ],
  ],
  [
    'InvalidAccessKeyId',
    [
      'denied',
      ({ endpoint, credentials }) =>
        `${endpoint} does not know the access key (from ${credentials}): use one of this store, and give a new one a few seconds.`,
    ],
  ],
  [
    'SignatureDoesNotMatch',
    [
      'denied',
      ({ endpoint, credentials }) =>
        `${endpoint} does not accept the signature: the secret key (from ${credentials}) does not belong to the access key.`,
    ],
  ],
  ['ExpiredToken', ['denied', expired]],
  ['ExpiredTokenException', ['denied', expired]],
  ['TokenRefreshRequired', ['denied', expired]],
  [
    'InvalidToken',
    [
      'denied',
      ({ credentials }) =>
        `The session token (from ${credentials}) is not valid: fetch new credentials, or unset a stale AWS_SESSION_TOKEN.`,
    ],
  ],
  [
    'RequestTimeTooSkewed',
    [
      'denied',
      ({ endpoint }) => `${endpoint} refuses requests because of the time: set the clock of this machine.`,
    ],
  ],
  [
    'PathStyleRequestNotAllowed',
    ['usage', ({ endpoint }) => `${endpoint} wants the bucket in the host name: use --addressing virtual.`],
  ],
  [
    'InvalidRegion',
    [
      'usage',
      ({ endpoint }) =>
        `${endpoint} does not take this region: for a bucket made a minute ago wait a little, else check --region.`,
    ],
  ],
  [
    'AuthorizationHeaderMalformed',
    [
      'usage',
      ({ endpoint }) =>
        `${endpoint} does not take a signature for this region: name the bucket's own with --region.`,
    ],
  ],
  [
    'NotImplemented',
    [
      'untrusted',
      ({ doing, endpoint }) =>
        `${endpoint} cannot ${doing} incomplete uploads: it does not implement that part of S3.`,
    ],
  ],
])

/** A sentence for what a store answered instead of doing as it was asked. */
export function explainAnswer({ status, code, message }: Refusal, about: About): Explanation {
  const known = KNOWN.get(code)
  if (known) return { kind: known[0], sentence: known[1](about) }
  const answer = message ? `${displaySafe(code)} ("${displaySafe(message)}")` : displaySafe(code)
  const said = `${about.endpoint} answered ${answer} when asked to ${about.doing} uploads of bucket "${about.bucket}"`
  const [kind, wayOut] = byStatus(status, about)
  return { kind, sentence: `${said}: ${wayOut}` }
}

function byStatus(status: number, { doing }: About): readonly [FailureKind, string] {
  if (status === 401 || status === 403)
    return ['denied', `check the credentials, and that they allow ${PERMISSIONS[doing]}.`]
  if (status === 429 || status >= 500) return ['transient', 'run this again later, it is safe.']
  if (status >= 300 && status < 400) return ['untrusted', 'redirects are not followed, so check --endpoint.']
  return ['untrusted', 'check --endpoint, --addressing and --region.']
}

function accessDenied({ doing, bucket, credentials }: About): string {
  return `The credentials (from ${credentials}) may not ${doing} uploads of bucket "${bucket}": ask for ${PERMISSIONS[doing]}, in an organization access policy or in the bucket policy.`
}

function expired({ credentials }: About): string {
  return `The credentials (from ${credentials}) have expired: fetch new ones and run this again, it is safe.`
}
