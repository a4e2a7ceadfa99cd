import type { Failure, FailureKind } from '../core/outcome.js'
import { Problem } from '../errors.js'
import { type Reason, RequestError } from './request-error.js'

/** What was asked, of whom: the sentence has to say so. */
export interface About {
  readonly doing: 'list' | 'abort'
  readonly bucket: string
  /** Scheme and host, such as https://cwobject.com. */
  readonly endpoint: string
}

/** The failure of a request as a person can act on it: one sentence with the way out, and the exit code's kind. */
export function failureOf(reason: Reason, about: About): Failure {
  if (reason.kind === 'untrusted') {
    return { kind: 'untrusted', code: 'UntrustedAnswer', message: untrustedSentence(reason.message, about) }
  }
  if (reason.kind === 'unanswered') return unanswered(reason.code, reason.message, about)
  const { kind, sentence } = answered(reason, about)
  return {
    kind,
    code: reason.code,
    message: sentence,
    ...(reason.requestId && { requestId: reason.requestId }),
  }
}

/** Any error of a request as the one that ends the run. */
export function asProblem(error: unknown, about: About): unknown {
  if (!(error instanceof RequestError)) return error
  const { kind, message, requestId } = failureOf(error.reason, about)
  return new Problem(kind, requestId ? `${message} (request ${requestId})` : message, { cause: error })
}

type Sentence = (about: About, detail: string) => string

const PERMISSIONS = { list: 's3:ListBucketMultipartUploads', abort: 's3:AbortMultipartUpload' } as const

const ANSWERS = new Map<string, readonly [FailureKind, Sentence]>([
  [
    'AccessDenied',
    [
      'denied',
      ({ doing, bucket }) =>
        `These credentials may not ${doing} uploads in bucket "${bucket}": ask for ${PERMISSIONS[doing]} in an organization access policy or in the bucket's policy.`,
    ],
  ],
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
      ({ endpoint }) =>
        `${endpoint} does not know this access key: check which credentials are in use, and that they belong to this store.`,
    ],
  ],
  [
    'SignatureDoesNotMatch',
    [
      'denied',
      ({ endpoint }) =>
        `${endpoint} does not accept the signature: the secret key does not fit the access key, so set both again.`,
    ],
  ],
  ['ExpiredToken', ['denied', () => 'The credentials have expired: fetch new ones and run this again.']],
  [
    'RequestTimeTooSkewed',
    [
      'denied',
      () =>
        "This machine's clock is too far off for the store to accept requests: set it, then run this again.",
    ],
  ],
  [
    'PathStyleRequestNotAllowed',
    ['usage', ({ endpoint }) => `${endpoint} does not take path addressing: use --addressing virtual.`],
  ],
  [
    'NotImplemented',
    ['untrusted', ({ endpoint }) => `${endpoint} does not support listing incomplete uploads.`],
  ],
])

function answered(
  reason: Reason & { kind: 'answered' },
  about: About,
): { kind: FailureKind; sentence: string } {
  const { status, code, message } = reason
  const known = ANSWERS.get(code)
  if (known) return { kind: known[0], sentence: known[1](about, message) }
  const said = `${about.endpoint} answered ${code}${message && `, "${message}",`} when asked to ${about.doing} uploads in bucket "${about.bucket}"`
  if (status === 403 || status === 401)
    return { kind: 'denied', sentence: `${said}: check the credentials and their permissions.` }
  if (status === 429 || status >= 500)
    return { kind: 'transient', sentence: `${said}, again and again: run this again later, it is safe.` }
  if (status >= 300 && status < 400)
    return { kind: 'untrusted', sentence: `${said}: redirects are not followed, so check --endpoint.` }
  return { kind: 'untrusted', sentence: `${said}: check --endpoint, --addressing and --region.` }
}

function unanswered(code: string, message: string, { endpoint }: About): Failure {
  if (/CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return {
      kind: 'untrusted',
      code,
      message: `The TLS certificate or handshake of ${endpoint} failed (${code}): check --endpoint; for a private authority, set NODE_EXTRA_CA_CERTS.`,
    }
  }
  const sentences: Record<string, string> = {
    ENOTFOUND: endpoint.includes('cwlota.com')
      ? `${endpoint} has no address here: LOTA answers only inside a CoreWeave cluster, so use --endpoint primary outside.`
      : `${endpoint} has no address: check --endpoint, the bucket's name and the network.`,
    ECONNREFUSED: `${endpoint} refuses connections: check --endpoint and that the server runs.`,
    ETIMEDOUT: `${endpoint} ${message}: run this again, it is safe; --timeout sets how long to wait.`,
  }
  return {
    kind: 'transient',
    code,
    message: sentences[code] ?? `The connection to ${endpoint} failed (${code}): run this again, it is safe.`,
  }
}

function untrustedSentence(message: string, { doing, bucket, endpoint }: About): string {
  return `The answer of ${endpoint} when asked to ${doing} uploads in bucket "${bucket}" cannot be trusted: ${message}. Nothing is concluded from it; check --endpoint.`
}
