import { S3ServiceException } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/core/outcome.js'
import { CliError } from '../../src/errors.js'
import { describeOperation, type RequestContext, toCliError, toFailure } from '../../src/s3/describe-error.js'
import { InvalidResponseError, NetworkError } from '../../src/s3/request-error.js'

const context = {
  operation: 'abort',
  bucket: 'b',
  endpoint: 'https://cwobject.com',
  host: 'b.cwobject.com',
  credentials: 'profile cw',
} as const
const lota: RequestContext = { ...context, endpoint: 'http://cwlota.com', host: 'b.cwlota.com' }

function exception(status: number, code: string, message = '', requestId?: string): S3ServiceException {
  return new S3ServiceException({
    name: code,
    message,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status, ...(requestId !== undefined && { requestId }) },
  })
}

const matching = (text: string | RegExp) => expect.stringMatching(text) as string

describe('toFailure with an error response', () => {
  it.each<[status: number, code: string, kind: FailureKind, message: RegExp]>([
    [
      403,
      'AccessDenied',
      'access-denied',
      /lack s3:AbortMultipartUpload\. Grant it in an organization access policy/,
    ],
    [403, 'InvalidAccessKeyId', 'access-denied', /does not accept the access key from profile cw/],
    [403, 'SignatureDoesNotMatch', 'access-denied', /The secret key from profile cw does not belong/],
    [400, 'ExpiredToken', 'access-denied', /have expired\. Get new ones/],
    [400, 'ExpiredTokenException', 'access-denied', /have expired\. Get new ones/],
    [400, 'TokenRefreshRequired', 'access-denied', /have expired\. Get new ones/],
    [400, 'InvalidToken', 'access-denied', /unset an old AWS_SESSION_TOKEN/],
    [403, 'RequestTimeTooSkewed', 'access-denied', /Set the clock of this machine/],
    [404, 'NoSuchBucket', 'not-found', /Bucket "b" not found at https:\/\/cwobject\.com/],
    [400, 'PathStyleRequestNotAllowed', 'usage', /Use --addressing virtual/],
    [400, 'InvalidRegion', 'usage', /Check --region.*wait a minute/],
    [400, 'AuthorizationHeaderMalformed', 'usage', /the region of the bucket with --region/],
    [501, 'NotImplemented', 'invalid-response', /does not implement this request/],
    [405, 'MethodNotAllowed', 'invalid-response', /does not implement this request/],
    [401, 'HTTP 401', 'access-denied', /Check the credentials/],
    [403, 'Odd', 'access-denied', /that they have s3:AbortMultipartUpload/],
    [429, 'HTTP 429', 'retryable', /Run the command again later/],
    [503, 'SlowDown', 'retryable', /Run the command again later/],
    [502, 'HTTP 502', 'retryable', /Run the command again later/],
    [200, 'InternalError', 'retryable', /Run the command again later/],
    [501, 'HTTP 501', 'invalid-response', /Check --endpoint/],
    [307, 'TemporaryRedirect', 'invalid-response', /Redirects are not followed\. Check --endpoint/],
    [404, 'HTTP 404', 'invalid-response', /Check --endpoint, --addressing and --region/],
  ])('describes %i %s as %s', (status, code, kind, message) => {
    expect(toFailure(exception(status, code), context)).toEqual({ kind, code, message: matching(message) })
  })

  it('quotes an unknown code and its message, without control characters', () => {
    const { code, message } = toFailure(exception(400, 'Odd\u001b', 'what\u202e?'), context)
    expect(code).toBe("$'Odd\\x1b'")
    expect(message).toContain('Cannot abort uploads in "b". https://cwobject.com returned $\'Odd\\x1b\'')
    expect(message).toContain("$'what\\u202e?'")
    expect(message).toContain('Check --endpoint, --addressing and --region.')
  })

  it('ends each sentence with one period', () => {
    expect(toFailure(exception(400, 'Odd', 'No.'), context).message).toContain('returned Odd: No. Check')
    expect(toFailure(exception(400, 'Odd', 'No'), context).message).toContain('returned Odd: No. Check')
  })

  it('does not fill in values that the server sent', () => {
    expect(toFailure(exception(400, 'Odd', '{credentials}'), context).message).toContain('Odd: {credentials}')
  })

  it('does not suggest other settings if rules could not be written', () => {
    const failure = toFailure(exception(400, 'MalformedXML'), { ...context, operation: 'write-rules' })
    expect(failure).toMatchObject({ kind: 'invalid-response', message: matching(/No rules were changed/) })
  })
})

describe('toFailure without a response', () => {
  it.each<[code: string, kind: FailureKind, message: RegExp, of: RequestContext]>([
    ['ENOTFOUND', 'retryable', /^b\.cwobject\.com has no address\. Check --endpoint/, context],
    ['EAI_AGAIN', 'retryable', /LOTA is available only inside a CoreWeave cluster/, lota],
    ['ECONNREFUSED', 'retryable', /^Connection refused by/, context],
    ['ETIMEDOUT', 'retryable', /timed out\. said so\. Run the command again, or raise --timeout/, context],
    ['ECANCELED', 'retryable', /was canceled\. Run the command again/, context],
    ['ECONNRESET', 'retryable', /failed \(ECONNRESET\)/, context],
    ['CERT_HAS_EXPIRED', 'invalid-response', /For a private CA, set NODE_EXTRA_CA_CERTS/, context],
    ['EPROTO', 'invalid-response', /does not support TLS \(EPROTO\)/, context],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'invalid-response', /does not support TLS/, context],
  ])('describes %s as %s', (code, kind, message, of) => {
    expect(toFailure(new NetworkError(code, 'said so'), of)).toEqual({
      kind,
      code,
      message: matching(message),
    })
  })
})

describe('toFailure with an invalid response', () => {
  it('names the request and what was returned, without control characters', () => {
    const failure = toFailure(new InvalidResponseError('a list\u001b document'), context)
    expect(failure).toMatchObject({
      kind: 'invalid-response',
      message: matching(
        /^Cannot abort uploads in "b"\. https:\/\/cwobject\.com returned .*Check --endpoint\.$/,
      ),
    })
    expect(failure.message).toContain("$'a list\\x1b document'")
  })
})

describe('toCliError', () => {
  it('appends the request ID, and keeps the cause', () => {
    const cause = exception(404, 'NoSuchBucket', '', 'tx-1')
    const error = toCliError(cause, context)
    expect(error).toBeInstanceOf(CliError)
    expect(error).toMatchObject({ kind: 'not-found', message: matching(/ \(request ID tx-1\)$/), cause })
  })

  it('appends nothing if there is no request ID', () => {
    expect(toCliError(new NetworkError('ECONNREFUSED', ''), context)).toMatchObject({
      kind: 'retryable',
      message: matching(/running\.$/),
    })
  })

  it('returns other errors unchanged', () => {
    for (const error of [new TypeError('a bug'), new CliError('usage', 'x'), 'text', undefined])
      expect(toCliError(error, context)).toBe(error)
  })
})

describe('describeOperation', () => {
  it.each<[RequestContext['operation'], string]>([
    ['list', 'list uploads in "b"'],
    ['abort', 'abort uploads in "b"'],
    ['list-parts', 'list the parts of uploads in "b"'],
    ['list-buckets', 'list buckets'],
    ['read-rules', 'read the lifecycle rules of "b"'],
    ['write-rules', 'write the lifecycle rules of "b"'],
  ])('describes %s', (operation, text) => {
    expect(describeOperation({ ...context, operation })).toBe(text)
  })
})
