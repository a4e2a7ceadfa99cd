import { describe, expect, it } from 'vitest'
import { NOON } from '../support/clock.js'
import { html, lists, page, refuse, say } from '../support/faults.js'
import { startStore } from '../support/store.js'

describe('a store that refuses: one sentence with the way out', () => {
  it.each([
    [
      'F31 no such bucket',
      refuse(404, 'NoSuchBucket'),
      5,
      /There is no bucket "bkt" at http.*: check its name/,
    ],
    [
      'F33 denied',
      refuse(403, 'AccessDenied'),
      4,
      /ask for s3:ListBucketMultipartUploads, in an organization access policy or in the bucket policy\. \(request tx-1\)/,
    ],
    ['F36 expired', refuse(400, 'ExpiredToken'), 4, /have expired: fetch new ones and run this again/],
    [
      'F37 wrong secret key',
      refuse(403, 'SignatureDoesNotMatch'),
      4,
      /the secret key \(from .*\) does not belong to the access key/,
    ],
    ['F37 unknown access key', refuse(403, 'InvalidAccessKeyId'), 4, /does not know the access key \(from /],
    ['a stale session token', refuse(400, 'InvalidToken'), 4, /unset a stale AWS_SESSION_TOKEN/],
    [
      'F38 HTML with 403',
      html(403),
      4,
      /answered HTTP 403 .*: check the credentials, and that they allow s3:List/,
    ],
    ['401', say(401), 4, /answered HTTP 401 /],
    [
      'F39 clock that cannot be allowed for',
      refuse(403, 'RequestTimeTooSkewed', { date: 'now' }),
      4,
      /set the clock of this machine/,
    ],
    ['path addressing', refuse(400, 'PathStyleRequestNotAllowed'), 2, /use --addressing virtual/],
    ['another region', refuse(400, 'AuthorizationHeaderMalformed'), 2, /with --region/],
    [
      'a bucket that is a minute old',
      refuse(400, 'InvalidRegion'),
      2,
      /for a bucket made a minute ago wait a little/,
    ],
    [
      '400 without a body, as LOTA does',
      say(400),
      7,
      /answered HTTP 400 .*: check --endpoint, --addressing and --region/,
    ],
    ['a code with controls in it', refuse(400, 'Bad&#x1b;[2J'), 7, /answered \$'Bad\\x1b\[2J'/],
  ])('%s', async (_, fault, code, sentence) => {
    const store = await startStore()
    store.meet(lists, fault)
    const result = await store.run('list --bucket bkt')
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
    expect(result.stderr).toMatch(/^error: [^\n]*\n$/)
    expect(store.requests).toHaveLength(1)
  })
})

describe('clocks that differ', () => {
  it('F39 a clock that is off is allowed for', async () => {
    const store = await startStore()
    const dates: (string | undefined)[] = []
    store.meet(
      ({ headers }) => dates.push(headers['x-amz-date'] as string) === 1,
      refuse(403, 'RequestTimeTooSkewed', { date: new Date(NOON + 1_200_000).toUTCString() }),
    )
    expect(await store.run('list --bucket bkt')).toMatchObject({ code: 0, stderr: '' })
    expect(dates).toEqual(['20261122T120000Z', '20261122T122000Z'])
  })

  it.each([undefined, 'soon'])('F41 a Date of %s: the local clock, and says so', async (date) => {
    const store = await startStore()
    const content =
      '<Upload><Key>k</Key><UploadId>1</UploadId><Initiated>2026-11-20T00:00:00Z</Initiated></Upload>'
    store.meet(lists, (incoming, outgoing) => {
      if (date) outgoing.setHeader('date', date)
      else outgoing.removeHeader('date')
      page(content)(incoming, outgoing)
    })
    const { stdout, stderr } = await store.run('list --bucket bkt --older-than 1d')
    expect(stdout).toMatch(/^k\t/)
    expect(stderr).toBe("note: the store tells no time, so ages are counted by this machine's clock.\n")
  })
})
