import { describe, expect, it } from 'vitest'
import { NOON } from '../support/clock.js'
import { html, lists, page, respondWithError, respond } from '../support/faults.js'
import { startServer } from '../support/server.js'

const LIST = 'Cannot list uploads in "bkt".'
const KEYS = 'AWS_ACCESS_KEY_ID'
const ID = '(request ID tx-1)'

describe('list with an error response', () => {
  it.each([
    [
      'F31 no such bucket',
      respondWithError(404, 'NoSuchBucket'),
      5,
      `Bucket "bkt" not found at {server}. Check the name and --endpoint. ${ID}`,
    ],
    [
      'F33 denied',
      respondWithError(403, 'AccessDenied'),
      4,
      `${LIST} The credentials from ${KEYS} lack s3:ListBucketMultipartUploads. Grant it in an organization access policy or the bucket policy. If they are limited to a prefix, use list, verify or abort-all with --prefix. ${ID}`,
    ],
    [
      'F36 expired',
      respondWithError(400, 'ExpiredToken'),
      4,
      `The credentials from ${KEYS} have expired. Get new ones and run the command again. ${ID}`,
    ],
    [
      'F37 wrong secret key',
      respondWithError(403, 'SignatureDoesNotMatch'),
      4,
      `{server} rejected the signature. The secret key from ${KEYS} does not belong to the access key. ${ID}`,
    ],
    [
      'F37 unknown access key',
      respondWithError(403, 'InvalidAccessKeyId'),
      4,
      `{server} does not accept the access key from ${KEYS}. Use a key of this server. A new key takes a few seconds. ${ID}`,
    ],
    [
      'an old session token',
      respondWithError(400, 'InvalidToken'),
      4,
      `The session token from ${KEYS} is invalid. Get new credentials, or unset an old AWS_SESSION_TOKEN. ${ID}`,
    ],
    [
      'F38 HTML with 403',
      html(403),
      4,
      `${LIST} {server} returned HTTP 403. Check the credentials, and that they have s3:ListBucketMultipartUploads.`,
    ],
    [
      '401',
      respond(401),
      4,
      `${LIST} {server} returned HTTP 401. Check the credentials, and that they have s3:ListBucketMultipartUploads.`,
    ],
    [
      'F39 a clock difference that cannot be compensated',
      respondWithError(403, 'RequestTimeTooSkewed', { date: 'now' }),
      4,
      `{server} rejected the time of the request. Set the clock of this machine. ${ID}`,
    ],
    [
      'path addressing',
      respondWithError(400, 'PathStyleRequestNotAllowed'),
      2,
      `{server} requires the bucket in the host name. Use --addressing virtual. ${ID}`,
    ],
    [
      'another region',
      respondWithError(400, 'AuthorizationHeaderMalformed'),
      4,
      `{server} rejected the signature. Check --region, and the access key from ${KEYS}. ${ID}`,
    ],
    [
      'a new bucket',
      respondWithError(400, 'InvalidRegion'),
      2,
      `{server} rejected the region. Check --region. If the bucket is new, wait a minute. ${ID}`,
    ],
    [
      '400 without a body, as LOTA returns it',
      respond(400),
      7,
      `${LIST} {server} returned HTTP 400. Check --endpoint, --addressing and --region.`,
    ],
    [
      'a code with control characters',
      respondWithError(400, 'Bad&#x1b;[2J'),
      7,
      `${LIST} {server} returned $'Bad\\x1b[2J'. Check --endpoint, --addressing and --region. ${ID}`,
    ],
  ])('prints the cause and the fix: %s', async (_, fault, code, message) => {
    const server = await startServer()
    server.injectFault(lists, fault)
    expect(await server.run('list --bucket bkt')).toEqual({
      code,
      stdout: '',
      stderr: `error: ${message.replace('{server}', server.endpoint)}\n`,
    })
    expect(server.requests).toHaveLength(1)
  })
})

describe('list with clocks that differ', () => {
  it('F39 corrects the time of requests by the Date header of the server', async () => {
    const server = await startServer()
    const dates: (string | undefined)[] = []
    server.injectFault(
      ({ headers }) => dates.push(headers['x-amz-date'] as string) === 1,
      respondWithError(403, 'RequestTimeTooSkewed', { date: new Date(NOON + 1_200_000).toUTCString() }),
    )
    expect(await server.run('list --bucket bkt')).toMatchObject({ code: 0, stderr: '' })
    expect(dates).toEqual(['20261122T120000Z', '20261122T122000Z'])
  })

  it.each([undefined, 'soon'])('F41 uses the local clock, with a note, if the Date header is %s', async (date) => {
    const server = await startServer()
    const content = '<Upload><Key>k</Key><UploadId>1</UploadId><Initiated>2026-11-20T00:00:00Z</Initiated></Upload>'
    server.injectFault(lists, (incoming, outgoing) => {
      if (date) outgoing.setHeader('date', date)
      else outgoing.removeHeader('date')
      page(content)(incoming, outgoing)
    })
    const { stdout, stderr } = await server.run('list --bucket bkt --older-than 1d')
    expect(stdout).toMatch(/^k\t/)
    expect(stderr).toBe('note: The server sent no Date header. Ages use the local clock.\n')
  })
})
