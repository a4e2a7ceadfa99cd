import type { FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import type { Refusal } from './requests/request-error.js'
import { isPassing } from './requests/retrying.js'

/** What was asked, of whom: the sentence has to say so. */
export interface About {
  readonly doing: keyof typeof DEEDS
  /** Nothing where the store as a whole was asked. */
  readonly bucket?: string
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

/** What can be asked, and the permission for it by the name that CoreWeave documents. */
const DEEDS = {
  list: ['list uploads of bucket "{bucket}"', 's3:ListBucketMultipartUploads'],
  abort: ['abort uploads of bucket "{bucket}"', 's3:AbortMultipartUpload'],
  'list parts': ['list the parts of uploads of bucket "{bucket}"', 's3:ListMultipartUploadParts'],
  'list buckets': ['list buckets', 's3:ListAllMyBuckets on all resources'],
  'read rules': ['read the lifecycle rules of bucket "{bucket}"', 's3:GetLifecycleConfiguration'],
  'write rules': ['write the lifecycle rules of bucket "{bucket}"', 's3:PutLifecycleConfiguration'],
} as const

const NOT_IMPLEMENTED = '{endpoint} cannot {deed} ({permission}): it does not implement that part of S3.'

const EXPIRED =
  'The credentials (from {credentials}) have expired: fetch new ones and run this again, it is safe.'

/** What each code means here, and what to do about it. */
const SENTENCES: Partial<Record<FailureKind, Record<string, string>>> = {
  denied: {
    AccessDenied:
      'The credentials (from {credentials}) may not {deed}: ask for {permission}, in an organization access policy or in the bucket policy.',
    InvalidAccessKeyId:
      '{endpoint} does not know the access key (from {credentials}): use one of this store, and give a new one a few seconds.',
    SignatureDoesNotMatch:
      '{endpoint} does not accept the signature: the secret key (from {credentials}) does not belong to the access key.',
    ExpiredToken: EXPIRED,
    ExpiredTokenException: EXPIRED,
    TokenRefreshRequired: EXPIRED,
    InvalidToken:
      'The session token (from {credentials}) is not valid: fetch new credentials, or unset a stale AWS_SESSION_TOKEN.',
    RequestTimeTooSkewed: '{endpoint} refuses requests because of the time: set the clock of this machine.',
  },
  absent: {
    NoSuchBucket: 'There is no bucket "{bucket}" at {endpoint}: check its name and --endpoint.',
  },
  usage: {
    PathStyleRequestNotAllowed: '{endpoint} wants the bucket in the host name: use --addressing virtual.',
    InvalidRegion:
      '{endpoint} does not take this region: for a bucket made a minute ago wait a little, else check --region.',
    AuthorizationHeaderMalformed:
      "{endpoint} does not take a signature for this region: name the bucket's own with --region.",
  },
  untrusted: {
    NotImplemented: NOT_IMPLEMENTED,
    MethodNotAllowed: NOT_IMPLEMENTED,
  },
}

const EXPLANATIONS = new Map<string, Explanation>(
  Object.entries(SENTENCES).flatMap(([kind, sentences]) =>
    Object.entries(sentences).map(
      ([code, sentence]) => [code, { kind: kind as FailureKind, sentence }] as const,
    ),
  ),
)

/** A sentence for what a store answered instead of doing as it was asked. */
export function explainAnswer(refusal: Refusal, about: About): Explanation {
  const { code, message } = refusal
  const known = EXPLANATIONS.get(code)
  if (known) return { kind: known.kind, sentence: fill(known.sentence, about) }
  const answer = message ? `${displaySafe(code)} ("${displaySafe(message)}")` : displaySafe(code)
  const said = `${about.endpoint} answered ${answer} when asked to ${deedOf(about)}`
  const { kind, sentence: wayOut } = byStatus(refusal, about)
  return { kind, sentence: `${said}: ${fill(wayOut, about)}` }
}

function byStatus(refusal: Refusal, { doing }: About): Explanation {
  const { status } = refusal
  if (isPassing(refusal)) return { kind: 'transient', sentence: 'run this again later, it is safe.' }
  if (status === 401 || status === 403) {
    return { kind: 'denied', sentence: 'check the credentials, and that they allow {permission}.' }
  }
  if (status < 400) return { kind: 'untrusted', sentence: 'redirects are not followed, so check --endpoint.' }
  if (doing === 'write rules') {
    return {
      kind: 'usage',
      sentence: 'nothing was changed; cwmpu lifecycle show tells the rules that are there.',
    }
  }
  return { kind: 'untrusted', sentence: 'check --endpoint, --addressing and --region.' }
}

/** What was asked, in words. */
export function deedOf({ doing, bucket = '' }: About): string {
  return DEEDS[doing][0].replace('{bucket}', bucket)
}

function fill(sentence: string, about: About): string {
  const values = { bucket: '', ...about, deed: deedOf(about), permission: DEEDS[about.doing][1] }
  return sentence.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])
}
