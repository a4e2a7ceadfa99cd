import { describe, expect, it } from 'vitest'
import { lists, page, respondWithError, respond } from '../support/faults.js'
import { abortAfter, readsRules, configuration, rule } from '../support/lifecycle.js'
import { startServer } from '../support/server.js'

const SHOW = 'lifecycle show --bucket bkt'

describe('lifecycle show', () => {
  it.each([
    [
      'another document, as Swift does',
      respond(200, '<ListBucketResult></ListBucketResult>'),
      7,
      /^error: Cannot read the lifecycle rules of "bkt"\. http:.* returned an invalid response \(a ListBucketResult document\)\. Check --endpoint\.\n$/,
    ],
    ['text without XML', respond(200, 'hello'), 7, /returned an invalid response \(.*\)\. Check --endpoint\.\n$/],
    ['bytes that are not UTF-8', respond(200, Buffer.from([0x3c, 0xff])), 7, /not UTF-8/],
    [
      'days that are not a number',
      respond(200, configuration(rule('x', abortAfter(NaN)))),
      7,
      /returned an invalid response \(a lifecycle rule with an invalid DaysAfterInitiation\)\. Check --endpoint\.\n$/,
    ],
    [
      'AccessDenied',
      respondWithError(403, 'AccessDenied'),
      4,
      /^error: Cannot read the lifecycle rules of "bkt"\. The credentials from AWS_ACCESS_KEY_ID lack s3:GetLifecycleConfiguration\. Grant it in an organization access policy or the bucket policy\. \(request ID tx-1\)\n$/,
    ],
    [
      'NotImplemented',
      respondWithError(501, 'NotImplemented'),
      7,
      /^error: Cannot read the lifecycle rules of "bkt"\. http:.* does not implement this request \(s3:GetLifecycleConfiguration\)\. \(request ID tx-1\)\n$/,
    ],
    [
      'MethodNotAllowed',
      respondWithError(405, 'MethodNotAllowed'),
      7,
      /^error: Cannot read the lifecycle rules of "bkt"\. http:.* does not implement this request \(s3:GetLifecycleConfiguration\)\. \(request ID tx-1\)\n$/,
    ],
    [
      'NoSuchBucket',
      respondWithError(404, 'NoSuchBucket'),
      5,
      /^error: Bucket "bkt" not found at http:.*\. Check the name and --endpoint\. \(request ID tx-1\)\n$/,
    ],
    ['SlowDown every time', respondWithError(503, 'SlowDown'), 6, /SlowDown/],
  ] as const)('fails if the server returns %s', async (_, fault, code, sentence) => {
    const server = await startServer()
    const result = await server.injectFault(readsRules, fault).run(SHOW)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
  })

  it('shows the rules if uploads cannot be listed', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('all', abortAfter(7)))
    const result = await server.injectFault(lists, respondWithError(403, 'AccessDenied')).run(SHOW)
    expect(result).toMatchObject({ code: 4, stdout: expect.stringContaining('all: after 7 days') as string })
    expect(result.stderr).toContain('s3:ListBucketMultipartUploads')
  })

  it('does not report malformed entries as covered', async () => {
    const server = await startServer()
    const result = await server.injectFault(lists, page('<Upload><Key>k</Key></Upload>')).run(SHOW)
    expect(result).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('Skipped 1 malformed entry in the listing') as string,
    })
  })
})
