import type { S3ServiceException } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/core/outcome.js'
import { CliError } from '../../src/errors.js'
import { type RequestContext, toCliError, toFailure } from '../../src/s3/describe-error.js'
import { InvalidResponseError, NetworkError } from '../../src/s3/request-error.js'
import { context, exception, matching } from './error-context.js'

describe('toFailure with an error response', () => {
  it.each<[status: number, code: string, kind: FailureKind, message: RegExp]>([
    [403, 'AccessDenied', 'access-denied', /lack s3:AbortMultipartUpload\. Grant it in an organization access policy/],
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
    [400, 'AuthorizationHeaderMalformed', 'access-denied', /Check --region, and the access key from profile cw/],
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
    const failure = toFailure(exception(status, code), context)
    expect({ ...failure, hint: undefined }).toEqual({ kind, code, message: matching(message) })
  })

  it.each<[status: number, code: string, operation: RequestContext['operation'], hint: string | undefined]>([
    [403, 'AccessDenied', 'abort', 'Grant it in an organization access policy or the bucket policy.'],
    [
      403,
      'AccessDenied',
      'list',
      'Grant it in an organization access policy or the bucket policy. If they are limited to a prefix, use list, verify or abort-all with --prefix.',
    ],
    [404, 'NoSuchBucket', 'list', 'Check the name and --endpoint.'],
    [400, 'ExpiredToken', 'list', 'Get new ones and run the command again.'],
    [503, 'SlowDown', 'list', 'Run the command again later.'],
    [307, 'TemporaryRedirect', 'list', 'Check --endpoint.'],
    [400, 'Odd', 'write-rules', 'List the rules with: cwmpu lifecycle show --bucket b'],
    [400, 'Odd', 'list', 'Check --endpoint, --addressing and --region.'],
    [403, 'SignatureDoesNotMatch', 'list', undefined],
    [501, 'NotImplemented', 'list', undefined],
  ])('has a hint for %i %s of %s, at the end of the message', (status, code, operation, hint = '') => {
    const { message, ...failure } = toFailure(exception(status, code), { ...context, operation })
    expect(failure.hint ?? '').toBe(hint)
    expect(message.endsWith(hint)).toBe(true)
  })

  it('quotes the code and the message of the server, without control characters', () => {
    const { code, message } = toFailure(exception(400, 'Odd\u001b', 'what\u202e?'), context)
    expect(code).toBe("$'Odd\\x1b'")
    expect(message).toBe(
      "Cannot abort uploads in \"b\". https://cwobject.com returned $'Odd\\x1b'. The server returned $'what\\u202e?'. Check --endpoint, --addressing and --region.",
    )
  })

  it.each([
    ['No.', 'The server returned "No".'],
    ['No', 'The server returned "No".'],
    ['{credentials}', 'The server returned "{credentials}".'],
    ['x'.repeat(1000), `The server returned "${'x'.repeat(300)}".`],
  ])('quotes the sentence %s', (sentence, quote) => {
    const { message } = toFailure(exception(403, 'SignatureDoesNotMatch', sentence), context)
    expect(message.slice(message.indexOf('The server'))).toBe(quote)
  })

  it('does not quote a sentence that repeats the code', () => {
    const { message } = toFailure(exception(403, 'AccessDenied', 'Access Denied.'), context)
    expect(message).toMatch(/or the bucket policy\.$/)
  })

  it.each([
    ['PathStyleRequestNotAllowed', 'AWS'],
    ['SecondLevelDomainForbidden', 'Alibaba'],
    ['PathStyleDomainForbidden', 'Tencent'],
    ['InvalidPathAccess', 'Volcengine'],
  ])('suggests virtual addressing for %s of %s', (code) => {
    expect(toFailure(exception(403, code), context)).toMatchObject({
      kind: 'usage',
      message: 'https://cwobject.com requires the bucket in the host name. Use --addressing virtual.',
    })
  })

  it('explains an explicit deny', () => {
    const sentence = 'User: u is not authorized, with an explicit deny in a resource-based policy'
    expect(toFailure(exception(403, 'AccessDenied', sentence), context)).toMatchObject({
      kind: 'access-denied',
      message: `Cannot abort uploads in "b". A policy explicitly denies s3:AbortMultipartUpload to the credentials from profile cw. The server returned "${sentence}". Remove the deny. Another grant does not help.`,
    })
  })

  it.each<[of: string, S3ServiceException, FailureKind]>([
    [
      'its element',
      Object.assign(exception(400, 'AuthorizationHeaderMalformed'), { region: 'garage' }),
      'access-denied',
    ],
    ['its sentence', exception(400, 'AuthorizationHeaderMalformed', "wrong; expecting 'garage'"), 'access-denied'],
    ['a redirect', Object.assign(exception(301, 'PermanentRedirect'), { region: 'garage' }), 'access-denied'],
  ])('names the region of %s', (_, error, kind) => {
    const failure = toFailure(error, context)
    expect(failure.kind).toBe(kind)
    expect(failure.message).toContain('because it requires the region garage.')
    expect(failure.hint).toBe('Use --region garage.')
  })

  it('does not suggest a region that is not plain', () => {
    const error = Object.assign(exception(400, 'AuthorizationHeaderMalformed'), { region: 'a; rm -rf ~' })
    expect(toFailure(error, context).message).not.toContain('rm')
  })

  it.each([
    ['https://b.b.example.com', 'The endpoint seems to contain the bucket. If so, use --endpoint https://example.com.'],
    ['https://b.example.com/b', 'The endpoint seems to contain the bucket. If so, use --endpoint https://example.com.'],
    ['https://example.com/b/b', 'The endpoint contains the path /b. If that is a bucket, remove it.'],
    ['https://b.example.com/x', 'The endpoint contains the path /x. If that is a bucket, remove it.'],
  ])('suggests another endpoint if requests go to %s', (address, hint) => {
    const of = { ...context, url: new URL(address) }
    expect(toFailure(exception(404, 'NoSuchBucket'), of).message).toContain(hint)
    expect(toFailure(new InvalidResponseError('x'), of).message).toContain(hint)
    expect(toFailure(exception(503, 'SlowDown'), of).message).not.toContain(hint)
  })

  it.each(['https://b.example.com', 'https://example.com/b', 'https://example.com:8443/b/'])(
    'does not suggest another endpoint if requests go to %s',
    (address) => {
      const of = { ...context, url: new URL(address) }
      expect(toFailure(exception(404, 'NoSuchBucket'), of).message).not.toMatch(/The endpoint/)
    },
  )

  it('does not suggest other settings if rules could not be written', () => {
    const failure = toFailure(exception(400, 'MalformedXML'), { ...context, operation: 'write-rules' })
    expect(failure).toMatchObject({ kind: 'invalid-response', message: matching(/No rules were changed/) })
  })

  it.each<[RequestContext['operation'], action: string, permission: string]>([
    ['list', 'list uploads in "b"', 's3:ListBucketMultipartUploads'],
    ['abort', 'abort uploads in "b"', 's3:AbortMultipartUpload'],
    ['list-parts', 'list the parts of uploads in "b"', 's3:ListMultipartUploadParts'],
    ['list-buckets', 'list buckets', 's3:ListAllMyBuckets on all resources'],
    ['read-rules', 'read the lifecycle rules of "b"', 's3:GetLifecycleConfiguration'],
    ['write-rules', 'write the lifecycle rules of "b"', 's3:PutLifecycleConfiguration'],
  ])('names the operation %s and its permission', (operation, action, permission) => {
    const { message } = toFailure(exception(501, 'NotImplemented'), { ...context, operation })
    expect(message).toBe(`Cannot ${action}. https://cwobject.com does not implement this request (${permission}).`)
  })
})

describe('toFailure with an invalid response', () => {
  it('names the request and what was returned, without control characters', () => {
    const failure = toFailure(new InvalidResponseError('a list\u001b document'), context)
    expect(failure).toMatchObject({
      kind: 'invalid-response',
      message: matching(/^Cannot abort uploads in "b"\. https:\/\/cwobject\.com returned .*Check --endpoint\.$/),
    })
    expect(failure.message).toContain("$'a list\\x1b document'")
  })

  it('repeats at most 300 characters of it', () => {
    const { message } = toFailure(new InvalidResponseError(`a ${'x'.repeat(4000)} document`), context)
    expect(message).toContain(`returned an invalid response (a ${'x'.repeat(298)}). Check --endpoint.`)
  })
})

describe('toCliError', () => {
  it('appends the request ID, and keeps the cause', () => {
    const cause = exception(404, 'NoSuchBucket', '', 'tx-1')
    const error = toCliError(cause, context)
    expect(error).toBeInstanceOf(CliError)
    expect(error).toMatchObject({ kind: 'not-found', message: matching(/ \(request ID tx-1\)$/), cause })
  })

  it('has the hint of the failure, which is the end of the message', () => {
    const error = toCliError(exception(404, 'NoSuchBucket', '', 'tx-1'), context)
    expect(error).toMatchObject({
      message: 'Bucket "b" not found at https://cwobject.com. Check the name and --endpoint. (request ID tx-1)',
      problem: 'Bucket "b" not found at https://cwobject.com.',
      hint: 'Check the name and --endpoint.',
      requestId: 'tx-1',
    })
    expect(toCliError(exception(501, 'NotImplemented', '', 'tx-1'), context)).toMatchObject({ hint: undefined })
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
