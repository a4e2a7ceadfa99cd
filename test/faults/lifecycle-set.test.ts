import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { after, allOf, type Fault, first, respondWithError, reset, respond } from '../support/faults.js'
import { abortAfter, readsRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startServer, type TestServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt --days 7 --yes'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const OTHER_RULE = rule('other', EXPIRES)
const OTHER = configuration(OTHER_RULE)
const OTHER_AS_JSON = '[{"ID":"other","Status":"Enabled","Expiration":{"Days":30},"Filter":{"Prefix":""}}]'
const SIZE_HEADER = 'x-amz-transition-default-minimum-object-size'

const writes = ({ requests }: TestServer) => requests.filter((request) => request.startsWith('PUT'))

/** Handles a request after a change by another client. */
const afterChange =
  (server: TestServer, change: () => void): Fault =>
  (incoming, outgoing) => {
    change()
    server.sandbox.handle(incoming, outgoing)
  }

describe('lifecycle set', () => {
  it('writes no rules if another client has changed them after they were read', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const changed = configuration(rule('other', EXPIRES), rule('new', abortAfter(2)))
    const change = () => (server.bucket.lifecycle = changed)
    expect(await server.injectFault(after(1, readsRules), afterChange(server, change)).run(SET)).toMatchObject({
      code: 9,
      stderr:
        'error: No rules were written. The lifecycle rules of "bkt" changed after they were read. Run the command again.\n',
    })
    expect(server.bucket.lifecycle).toBe(changed)
    expect(writes(server)).toEqual([])
  })

  it('writes no rules if another client has added an unsupported element after they were read', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const change = () => (server.bucket.lifecycle = OTHER.replace('</Rule', '<Moon/></Rule'))
    const { code } = await server.injectFault(after(1, readsRules), afterChange(server, change)).run(SET)
    expect({ code, writes: writes(server) }).toEqual({ code: 9, writes: [] })
  })

  it('writes no rules if another client has made the same change', async () => {
    const server = await startServer()
    const change = () => (server.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7))))
    const { code } = await server.injectFault(after(1, readsRules), afterChange(server, change)).run(SET)
    expect({ code, writes: writes(server) }).toEqual({ code: 0, writes: [] })
  })

  it('writes no rules if another client has made the same change, and another one', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const change = () => (server.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7))))
    const { code } = await server.injectFault(after(1, readsRules), afterChange(server, change)).run(SET)
    expect({ code, writes: writes(server) }).toEqual({ code: 9, writes: [] })
  })

  it('waits for a change that the server returns late', async () => {
    const server = await startServer()
    const before = configuration(rule(USUAL, abortAfter(30)), OTHER_RULE)
    server.bucket.lifecycle = before
    const late = allOf(readsRules, () => server.clock.waited < 5_000)
    expect(await server.injectFault(late, respond(200, before)).run(SET)).toMatchObject({ code: 0 })
    expect(writes(server)).toHaveLength(1)
  })

  it('waits for a rule that the server returns late', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const late = allOf(readsRules, () => server.clock.waited < 95_000)
    const { code, stderr } = await server.injectFault(late, respond(200, OTHER)).run(SET)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'The server accepted the rule but does not return it yet. Checking for up to 5 minutes.\n' +
        'Still not returned after 30s.\nStill not returned after 1m.\nStill not returned after 1m 30s.\n',
    })
    expect(writes(server)).toHaveLength(1)
  })

  it('reports a rule that the server does not return within five minutes', async () => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.injectFault(readsRules, respond(200, OTHER)).run(SET)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(
      /\nerror: The server accepted rule "cwmpu-abort-incomplete-uploads" of "bkt" but did not return it within 5 minutes\. Check it with: cwmpu lifecycle show --bucket bkt\n$/,
    )
    expect(server.clock.waited).toBeGreaterThanOrEqual(300_000)
    expect(server.clock.waited).toBeLessThan(320_000)
  })

  it.each([
    ['the abort action of the rule', EXPIRES, OTHER_RULE, 'the AbortIncompleteMultipartUpload of rule'],
    ['the action of another rule', abortAfter(7), rule('other', ''), 'the Expiration of rule "other"'],
    ['another rule', abortAfter(7), '', 'rule "other"'],
    ['the prefix of the rule', abortAfter(7), OTHER_RULE, 'the Filter of rule'],
  ])('F84 reports at once that the server lost %s, and prints the rules before', async (name, action, others, lost) => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const stored = configuration(others, rule(USUAL, action))
    const set = name.startsWith('the prefix') ? `${SET} --prefix tmp/` : SET
    const { code, stdout, stderr } = await server.injectFault(after(2, readsRules), respond(200, stored)).run(set)
    expect({ code, stdout, waited: server.clock.waited }).toEqual({ code: 7, stdout: '', waited: 0 })
    const [before, error = ''] = stderr.split('\n')
    expect(before).toBe(`Rules before the write: ${OTHER_AS_JSON}`)
    expect(error).toMatch(/^error: The server did not keep the lifecycle rules of "bkt" as they were written \(/)
    expect(error).toContain(lost)
  })

  it('F84 reports at once that the server has lost all rules', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const lost = respondWithError(404, 'NoSuchLifecycleConfiguration')
    const { code, stderr } = await server.injectFault(after(2, readsRules), lost).run(SET)
    expect({ code, hasBefore: stderr.includes(OTHER_AS_JSON) }).toEqual({ code: 7, hasBefore: true })
  })

  it('F85 fails with an invalid response if the server rejects the rules', async () => {
    const server = await startServer()
    const result = await server.injectFault(writesRules, respondWithError(400, 'MalformedXML')).run(SET)
    expect(result.code).toBe(7)
  })

  it.each([
    ['the connection is reset', reset],
    ['the response is 500', respondWithError(500, 'InternalError')],
  ])('does not write the rule twice if it was written and %s', async (_, fault) => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    const storeRule = () => (server.bucket.lifecycle = OTHER.replace('</Life', `${rule(USUAL, abortAfter(7))}</Life`))
    const storeThenFail: Fault = (incoming, outgoing) => {
      storeRule()
      fault(incoming, outgoing)
    }
    expect(await server.injectFault(writesRules, storeThenFail).run(SET)).toMatchObject({ code: 0 })
    expect(writes(server)).toHaveLength(1)
  })

  it('writes the rule again if the server throttled it', async () => {
    const server = await startServer()
    const result = await server.injectFault(first(2, writesRules), respondWithError(503, 'SlowDown')).run(SET)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(server.bucket.lifecycle).toContain(USUAL)
  })

  it('writes back the minimum object size of transitions that AWS returns', async () => {
    const server = await startServer()
    server.bucket.lifecycle = OTHER
    let sent: IncomingHttpHeaders = {}
    const recordHeaders: Fault = (incoming, outgoing) => {
      sent = incoming.headers
      server.sandbox.handle(incoming, outgoing)
    }
    server.injectFault(first(2, readsRules), respond(200, OTHER, { [SIZE_HEADER]: 'varies_by_storage_class' }))
    expect(await server.injectFault(writesRules, recordHeaders).run(SET)).toMatchObject({ code: 0 })
    expect(sent[SIZE_HEADER]).toBe('varies_by_storage_class')
    expect(sent.authorization).toMatch(
      `content-length;content-md5;content-type;host;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;x-amz-sdk-checksum-algorithm;${SIZE_HEADER}`,
    )
  })
})
