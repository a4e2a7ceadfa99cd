import { describe, expect, it } from 'vitest'
import { lists, page, refuse, say } from '../support/faults.js'
import { abortAfter, asksForRules, configuration, rule } from '../support/lifecycle.js'
import { startStore } from '../support/store.js'

const SHOW = 'lifecycle show --bucket bkt'

describe('lifecycle show, asked of a store that', () => {
  it.each([
    [
      'another document, as Swift answers',
      say(200, '<ListBucketResult></ListBucketResult>'),
      7,
      /its root is ListBucketResult/,
    ],
    ['no XML', say(200, 'hello'), 7, /cannot be trusted/],
    ['bytes that are not UTF-8', say(200, Buffer.from([0x3c, 0xff])), 7, /not UTF-8/],
    [
      'days that are no number',
      say(200, configuration(rule('x', abortAfter(NaN)))),
      7,
      /no whole number of days/,
    ],
    [
      'AccessDenied',
      refuse(403, 'AccessDenied'),
      4,
      /may not read the lifecycle rules of bucket "bkt": ask for s3:GetLifecycleConfiguration/,
    ],
    [
      'NotImplemented',
      refuse(501, 'NotImplemented'),
      7,
      /cannot read the lifecycle rules .*s3:GetLifecycleConfiguration/,
    ],
    [
      'MethodNotAllowed',
      refuse(405, 'MethodNotAllowed'),
      7,
      /cannot read the lifecycle rules .*s3:GetLifecycleConfiguration/,
    ],
    ['NoSuchBucket', refuse(404, 'NoSuchBucket'), 5, /no bucket "bkt"/],
    ['SlowDown, always', refuse(503, 'SlowDown'), 6, /SlowDown/],
  ] as const)('answers with %s', async (_, fault, code, sentence) => {
    const store = await startStore()
    const result = await store.meet(asksForRules, fault).run(SHOW)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
  })

  it('shows the rules even where it may not list', async () => {
    const store = await startStore()
    store.bucket.lifecycle = configuration(rule('all', abortAfter(7)))
    const result = await store.meet(lists, refuse(403, 'AccessDenied')).run(SHOW)
    expect(result).toMatchObject({ code: 4, stdout: expect.stringContaining('all: after 7 days') as string })
    expect(result.stderr).toContain('s3:ListBucketMultipartUploads')
  })

  it('does not call covered what cannot be trusted', async () => {
    const store = await startStore()
    const result = await store.meet(lists, page('<Upload><Key>k</Key></Upload>')).run(SHOW)
    expect(result).toMatchObject({ code: 7, stderr: expect.stringContaining('cannot be trusted') as string })
  })
})
