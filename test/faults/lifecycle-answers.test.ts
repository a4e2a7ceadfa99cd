import { describe, expect, it } from 'vitest'
import { html, refuse, say } from '../support/faults.js'
import { asksForRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startStore } from '../support/store.js'

const SET = 'lifecycle set --bucket bkt --days 7 --yes'
const OTHER = configuration(rule('other', EXPIRES))

describe('lifecycle set, where', () => {
  it.each([
    [
      'denied',
      refuse(403, 'AccessDenied'),
      4,
      /may not write the lifecycle rules of bucket "bkt": ask for s3:PutLifecycleConfiguration, in an organization/,
    ],
    [
      'not implemented',
      refuse(501, 'NotImplemented'),
      7,
      /cannot write the lifecycle rules .*s3:PutLifecycleConfiguration/,
    ],
    [
      'not allowed',
      refuse(405, 'MethodNotAllowed'),
      7,
      /cannot write the lifecycle rules .*s3:PutLifecycleConfiguration/,
    ],
    [
      'not understood',
      refuse(400, 'MalformedXML'),
      2,
      /answered MalformedXML when asked to write .*: nothing was changed; cwmpu lifecycle show/,
    ],
    ['answered by a proxy', html(403), 4, /HTTP 403/],
    ['always throttled', refuse(503, 'SlowDown'), 6, /SlowDown .* run this again later/],
  ] as const)('the write is %s', async (_, fault, code, sentence) => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const result = await store.meet(writesRules, fault).run(SET)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
    expect(store.bucket.lifecycle).toBe(OTHER)
  })

  it.each([
    ['another document, as Swift answers', say(200, '<ListBucketResult></ListBucketResult>'), 7],
    ['no permission', refuse(403, 'AccessDenied'), 4],
    ['nothing there', refuse(404, 'NoSuchBucket'), 5],
  ] as const)('the rules cannot be read, %s: nothing is written', async (_, fault, code) => {
    const store = await startStore()
    expect(await store.meet(asksForRules, fault).run(SET)).toMatchObject({ code, stdout: '' })
    expect(store.requests.some((request) => request.startsWith('PUT'))).toBe(false)
  })
})
