import { describe, expect, it } from 'vitest'
import { html, respondWithError, respond } from '../support/faults.js'
import { asksForRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startStore } from '../support/store.js'

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
      'not understood',
      respondWithError(400, 'MalformedXML'),
      7,
      /^Rules before the write: \[.*\]\nerror: Cannot write the lifecycle rules of "bkt"\. http:.* returned MalformedXML\. No rules were changed\. List the rules with: cwmpu lifecycle show \(request ID tx-1\)\n$/,
    ],
    ['answered by a proxy', html(403), 4, /HTTP 403/],
    [
      'always throttled',
      respondWithError(503, 'SlowDown'),
      6,
      /returned SlowDown\. Run the command again later\. \(request ID tx-1\)\n$/,
    ],
  ] as const)('changes no rules if the write is %s', async (_, fault, code, sentence) => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const result = await store.injectFault(writesRules, fault).run(SET)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
    expect(store.bucket.lifecycle).toBe(OTHER)
  })

  it.each([
    ['another document, as Swift answers', respond(200, '<ListBucketResult></ListBucketResult>'), 7],
    ['no permission', respondWithError(403, 'AccessDenied'), 4],
    ['nothing there', respondWithError(404, 'NoSuchBucket'), 5],
  ] as const)('writes no rules if they cannot be read: %s', async (_, fault, code) => {
    const store = await startStore()
    expect(await store.injectFault(asksForRules, fault).run(SET)).toMatchObject({ code, stdout: '' })
    expect(store.requests.some((request) => request.startsWith('PUT'))).toBe(false)
  })

  it('sends no request if TLS verification is off', async () => {
    const store = await startStore()
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    expect(await store.run(SET, { environment })).toMatchObject({
      code: 9,
      stderr: 'error: Cannot change rules without TLS verification. NODE_TLS_REJECT_UNAUTHORIZED is 0. Unset it.\n',
    })
    expect(store.requests).toEqual([])
  })
})
