import { describe, expect, it } from 'vitest'
import { html, respondWithError, respond } from '../support/faults.js'
import { readsRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt --days 7 --yes'
const OTHER = configuration(rule('other', EXPIRES))

describe('lifecycle set', () => {
  it.each([
    [
      'denied',
      respondWithError(403, 'AccessDenied'),
      4,
      /^error: Cannot write the lifecycle rules of "bkt"\. The credentials from AWS_ACCESS_KEY_ID lack s3:PutLifecycleConfiguration\. Grant it in an organization access policy or the bucket policy\. \(request ID tx-1\)\n$/,
    ],
    [
      'not implemented',
      respondWithError(501, 'NotImplemented'),
      7,
      /^Rules before the write: \[.*\]\nerror: Cannot write the lifecycle rules of "bkt"\. http:.* does not implement this request \(s3:PutLifecycleConfiguration\)\. \(request ID tx-1\)\n$/,
    ],
    [
      'not allowed',
      respondWithError(405, 'MethodNotAllowed'),
      7,
      /^Rules before the write: \[.*\]\nerror: Cannot write the lifecycle rules of "bkt"\. http:.* does not implement this request \(s3:PutLifecycleConfiguration\)\. \(request ID tx-1\)\n$/,
    ],
    [
      'rejected as malformed',
      respondWithError(400, 'MalformedXML'),
      7,
      /^Rules before the write: \[.*\]\nerror: Cannot write the lifecycle rules of "bkt"\. http:.* returned MalformedXML\. No rules were changed\. List the rules with: cwmpu lifecycle show --bucket bkt \(request ID tx-1\)\n$/,
    ],
    ['rejected by a proxy', html(403), 4, /HTTP 403/],
    [
      'throttled every time',
      respondWithError(503, 'SlowDown'),
      6,
      /returned SlowDown\. Run the command again later\. \(request ID tx-1\)\n$/,
    ],
  ] as const)('changes no rules if the write is %s', async (_, fault, code, sentence) => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const result = await server.injectFault(writesRules, fault).run(SET)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
    expect(server.bucket.lifecycle).toBe(OTHER)
  })

  it.each([
    ['another document, as Swift does', respond(200, '<ListBucketResult></ListBucketResult>'), 7],
    ['AccessDenied', respondWithError(403, 'AccessDenied'), 4],
    ['NoSuchBucket', respondWithError(404, 'NoSuchBucket'), 5],
  ] as const)('writes no rules if reading them returns %s', async (_, fault, code) => {
    const server = await startServer()
    expect(await server.injectFault(readsRules, fault).run(SET)).toMatchObject({ code, stdout: '' })
    expect(server.requests.some((request) => request.startsWith('PUT'))).toBe(false)
  })

  it('sends no request if TLS verification is off', async () => {
    const server = await startServer()
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    expect(await server.run(SET, { environment })).toMatchObject({
      code: 9,
      stderr: 'error: Cannot change rules without TLS verification. NODE_TLS_REJECT_UNAUTHORIZED is 0. Unset it.\n',
    })
    expect(server.requests).toEqual([])
  })
})
