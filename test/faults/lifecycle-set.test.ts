import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { after, both, type Fault, first, respondWithError, reset, respond } from '../support/faults.js'
import { abortAfter, asksForRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startStore, type TestStore } from '../support/store.js'

const SET = 'lifecycle set --bucket bkt --days 7 --yes'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const OTHER_RULE = rule('other', EXPIRES)
const OTHER = configuration(OTHER_RULE)
const OTHER_AS_JSON = '[{"ID":"other","Status":"Enabled","Expiration":{"Days":30},"Filter":{"Prefix":""}}]'
const SIZE_HEADER = 'x-amz-transition-default-minimum-object-size'

const writes = ({ requests }: TestStore) => requests.filter((request) => request.startsWith('PUT'))

/** Handles a request after a change by another client. */
const afterChange =
  (store: TestStore, change: () => void): Fault =>
  (incoming, outgoing) => {
    change()
    store.sandbox.handle(incoming, outgoing)
  }

describe('lifecycle set', () => {
  it('writes no rules if another client has changed them after they were read', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const changed = configuration(rule('other', EXPIRES), rule('new', abortAfter(2)))
    const change = () => (store.bucket.lifecycle = changed)
    expect(await store.injectFault(after(1, asksForRules), afterChange(store, change)).run(SET)).toMatchObject({
      code: 9,
      stderr:
        'error: No rules were written. The lifecycle rules of "bkt" changed after they were read. Run the command again.\n',
    })
    expect(store.bucket.lifecycle).toBe(changed)
    expect(writes(store)).toEqual([])
  })

  it('writes no rules if another client has added an unsupported element after they were read', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const change = () => (store.bucket.lifecycle = OTHER.replace('</Rule', '<Moon/></Rule'))
    const { code } = await store.injectFault(after(1, asksForRules), afterChange(store, change)).run(SET)
    expect({ code, writes: writes(store) }).toEqual({ code: 9, writes: [] })
  })

  it('writes no rules if another client has made the same change', async () => {
    const store = await startStore()
    const change = () => (store.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7))))
    const { code } = await store.injectFault(after(1, asksForRules), afterChange(store, change)).run(SET)
    expect({ code, writes: writes(store) }).toEqual({ code: 0, writes: [] })
  })

  it('writes no rules if another client has made the same change, and another one', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const change = () => (store.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7))))
    const { code } = await store.injectFault(after(1, asksForRules), afterChange(store, change)).run(SET)
    expect({ code, writes: writes(store) }).toEqual({ code: 9, writes: [] })
  })

  it('waits for a change that the server returns late', async () => {
    const store = await startStore()
    const before = configuration(rule(USUAL, abortAfter(30)), OTHER_RULE)
    store.bucket.lifecycle = before
    const late = both(asksForRules, () => store.clock.waited < 5_000)
    expect(await store.injectFault(late, respond(200, before)).run(SET)).toMatchObject({ code: 0 })
    expect(writes(store)).toHaveLength(1)
  })

  it('waits for a rule that the server returns late', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const late = both(asksForRules, () => store.clock.waited < 95_000)
    const { code, stderr } = await store.injectFault(late, respond(200, OTHER)).run(SET)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'The server accepted the rule but does not return it yet. Checking for up to 5 minutes.\n' +
        'Still not returned after 30s.\nStill not returned after 1m.\nStill not returned after 1m 30s.\n',
    })
    expect(writes(store)).toHaveLength(1)
  })

  it('reports a rule that the server does not return within five minutes', async () => {
    const store = await startStore()
    const { code, stdout, stderr } = await store.injectFault(asksForRules, respond(200, OTHER)).run(SET)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(
      /\nerror: The server accepted rule "cwmpu-abort-incomplete-uploads" of "bkt" but did not return it within 5 minutes\. Check it with: cwmpu lifecycle show\n$/,
    )
    expect(store.clock.waited).toBeGreaterThanOrEqual(300_000)
    expect(store.clock.waited).toBeLessThan(320_000)
  })

  it.each([
    ['the abort action of the rule', EXPIRES, OTHER_RULE, 'the AbortIncompleteMultipartUpload of rule'],
    ['the action of another rule', abortAfter(7), rule('other', ''), 'the Expiration of rule "other"'],
    ['another rule', abortAfter(7), '', 'rule "other"'],
    ['the prefix of the rule', abortAfter(7), OTHER_RULE, 'the Filter of rule'],
  ])('F84 reports at once that the server lost %s, and prints the rules before', async (name, action, others, lost) => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const stored = configuration(others, rule(USUAL, action))
    const set = name.startsWith('the prefix') ? `${SET} --prefix tmp/` : SET
    const { code, stdout, stderr } = await store.injectFault(after(2, asksForRules), respond(200, stored)).run(set)
    expect({ code, stdout, waited: store.clock.waited }).toEqual({ code: 7, stdout: '', waited: 0 })
    const [before, error = ''] = stderr.split('\n')
    expect(before).toBe(`Rules before the write: ${OTHER_AS_JSON}`)
    expect(error).toMatch(/^error: The server did not keep the lifecycle rules of "bkt" as they were written \(/)
    expect(error).toContain(lost)
  })

  it('F84 reports at once that the server has lost all rules', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const lost = respondWithError(404, 'NoSuchLifecycleConfiguration')
    const { code, stderr } = await store.injectFault(after(2, asksForRules), lost).run(SET)
    expect({ code, hasBefore: stderr.includes(OTHER_AS_JSON) }).toEqual({ code: 7, hasBefore: true })
  })

  it('F85 fails with an invalid response if the server rejects the rules', async () => {
    const store = await startStore()
    const result = await store.injectFault(writesRules, respondWithError(400, 'MalformedXML')).run(SET)
    expect(result.code).toBe(7)
  })

  it.each([
    ['the connection is reset', reset],
    ['the response is 500', respondWithError(500, 'InternalError')],
  ])('does not write the rule twice if it was written and %s', async (_, fault) => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const storeRule = () => (store.bucket.lifecycle = OTHER.replace('</Life', `${rule(USUAL, abortAfter(7))}</Life`))
    const storeThenFail: Fault = (incoming, outgoing) => {
      storeRule()
      fault(incoming, outgoing)
    }
    expect(await store.injectFault(writesRules, storeThenFail).run(SET)).toMatchObject({ code: 0 })
    expect(writes(store)).toHaveLength(1)
  })

  it('writes the rule again if the server throttled it', async () => {
    const store = await startStore()
    const result = await store.injectFault(first(2, writesRules), respondWithError(503, 'SlowDown')).run(SET)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(store.bucket.lifecycle).toContain(USUAL)
  })

  it('writes back the minimum object size of transitions that AWS returns', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    let sent: IncomingHttpHeaders = {}
    const recordHeaders: Fault = (incoming, outgoing) => {
      sent = incoming.headers
      store.sandbox.handle(incoming, outgoing)
    }
    store.injectFault(first(2, asksForRules), respond(200, OTHER, { [SIZE_HEADER]: 'varies_by_storage_class' }))
    expect(await store.injectFault(writesRules, recordHeaders).run(SET)).toMatchObject({ code: 0 })
    expect(sent[SIZE_HEADER]).toBe('varies_by_storage_class')
    expect(sent.authorization).toMatch(
      `content-length;content-md5;content-type;host;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;x-amz-sdk-checksum-algorithm;${SIZE_HEADER}`,
    )
  })
})
