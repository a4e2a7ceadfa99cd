import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/core/outcome.js'
import { asProblem, failureOf } from '../../src/s3/explain.js'
import { RequestError } from '../../src/s3/requests/request-error.js'

const about = {
  doing: 'abort',
  bucket: 'b',
  endpoint: 'https://cwobject.com',
  host: 'b.cwobject.com',
  credentials: 'profile cw',
} as const
const lota = { ...about, endpoint: 'http://cwlota.com', host: 'b.cwlota.com' }

describe('what a store answers', () => {
  it.each<[status: number, code: string, kind: FailureKind, sentence: RegExp]>([
    [403, 'AccessDenied', 'denied', /s3:AbortMultipartUpload, in an organization access policy or/],
    [403, 'InvalidAccessKeyId', 'denied', /does not know the access key \(from profile cw\)/],
    [403, 'SignatureDoesNotMatch', 'denied', /the secret key \(from profile cw\) does not belong/],
    [400, 'ExpiredToken', 'denied', /have expired: fetch new ones/],
    [400, 'InvalidToken', 'denied', /unset a stale AWS_SESSION_TOKEN/],
    [403, 'RequestTimeTooSkewed', 'denied', /set the clock of this machine/],
    [404, 'NoSuchBucket', 'absent', /no bucket "b" at https:\/\/cwobject.com/],
    [400, 'PathStyleRequestNotAllowed', 'usage', /use --addressing virtual/],
    [400, 'InvalidRegion', 'usage', /wait a little, else check --region/],
    [400, 'AuthorizationHeaderMalformed', 'usage', /name the bucket's own with --region/],
    [501, 'NotImplemented', 'untrusted', /does not implement that part of S3/],
    [401, 'HTTP 401', 'denied', /check the credentials/],
    [429, 'HTTP 429', 'transient', /run this again later, it is safe/],
    [503, 'SlowDown', 'transient', /run this again later, it is safe/],
    [502, 'HTTP 502', 'transient', /run this again later, it is safe/],
    [501, 'HTTP 501', 'untrusted', /check --endpoint/],
    [307, 'TemporaryRedirect', 'untrusted', /redirects are not followed, so check --endpoint/],
    [404, 'HTTP 404', 'untrusted', /check --endpoint, --addressing and --region/],
  ])('%i %s is %s', (status, code, kind, sentence) => {
    const failure = failureOf({ kind: 'answered', status, code, message: '' }, about)
    expect(failure).toMatchObject({ kind, code, message: expect.stringMatching(sentence) as string })
  })

  it('is quoted where it is not known, and made safe', () => {
    const answer = { kind: 'answered', status: 400, code: 'Odd\u001b', message: 'what\u202e?' } as const
    expect(failureOf(answer, about).message).toBe(
      'https://cwobject.com answered $\'Odd\\x1b\' ("$\'what\\u202e?\'") when asked to abort uploads of bucket "b": check --endpoint, --addressing and --region.',
    )
  })
})

describe('silence', () => {
  it.each<[code: string, FailureKind, sentence: RegExp, typeof about | typeof lota]>([
    ['ENOTFOUND', 'transient', /^b.cwobject.com has no address: check --endpoint/, about],
    ['EAI_AGAIN', 'transient', /LOTA answers only inside a CoreWeave cluster/, lota],
    ['ECONNREFUSED', 'transient', /refuses connections/, about],
    ['ETIMEDOUT', 'transient', /said so: run this again, it is safe, or allow more with --timeout/, about],
    ['ETIME', 'transient', /allow more with --timeout/, about],
    ['ECANCELED', 'transient', /said so: run this again, it is safe/, about],
    ['ECONNRESET', 'transient', /failed \(ECONNRESET\)/, about],
    ['CERT_HAS_EXPIRED', 'untrusted', /a private authority goes into NODE_EXTRA_CA_CERTS/, about],
    ['EPROTO', 'untrusted', /does not speak TLS \(EPROTO\)/, about],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'untrusted', /does not speak TLS/, about],
  ])('%s is %s', (code, kind, sentence, of) => {
    const failure = failureOf({ kind: 'unanswered', code, message: 'said so' }, of)
    expect(failure).toMatchObject({ kind, code, message: expect.stringMatching(sentence) as string })
  })
})

describe('asProblem', () => {
  it('names the request where the store does', () => {
    const refusal = {
      kind: 'answered',
      status: 404,
      code: 'NoSuchBucket',
      message: '',
      requestId: 'tx-1',
    } as const
    expect(asProblem(new RequestError(refusal), about)).toMatchObject({
      kind: 'absent',
      message: expect.stringMatching(/ \(request tx-1\)$/) as string,
    })
  })

  it('leaves other errors as they are', () => {
    const bug = new TypeError('a bug')
    expect(asProblem(bug, about)).toBe(bug)
  })
})
