import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { after, both, type Fault, first, refuse, reset, say } from '../support/faults.js'
import { abortAfter, asksForRules, configuration, EXPIRES, rule, writesRules } from '../support/lifecycle.js'
import { startStore, type TestStore } from '../support/store.js'

const SET = 'lifecycle set --bucket bkt --days 7 --yes'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const OTHER = configuration(rule('other', EXPIRES))
const SIZE_HEADER = 'x-amz-transition-default-minimum-object-size'

const writes = ({ requests }: TestStore) => requests.filter((request) => request.startsWith('PUT'))

/** Carries a request out after something else has happened. */
const meanwhile =
  (store: TestStore, happen: () => void): Fault =>
  (incoming, outgoing) => {
    happen()
    store.sandbox.handle(incoming, outgoing)
  }

describe('lifecycle set, where', () => {
  it('somebody else changes a rule meanwhile: nothing is written', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const theirs = configuration(rule('other', EXPIRES), rule('theirs', abortAfter(2)))
    const change = () => (store.bucket.lifecycle = theirs)
    const { code, stderr } = await store.meet(after(1, asksForRules), meanwhile(store, change)).run(SET)
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr:
        'error: Somebody else has changed the lifecycle rules of bucket "bkt" meanwhile: nothing was written; run this again to see them.\n',
    })
    expect(store.bucket.lifecycle).toBe(theirs)
    expect(writes(store)).toEqual([])
  })

  it('somebody else adds what could get lost meanwhile: nothing is written', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const change = () => (store.bucket.lifecycle = OTHER.replace('</Life', '<!-- theirs --></Life'))
    const { code } = await store.meet(after(1, asksForRules), meanwhile(store, change)).run(SET)
    expect({ code, writes: writes(store) }).toEqual({ code: 9, writes: [] })
  })

  it('somebody else makes the same change meanwhile: it is done', async () => {
    const store = await startStore()
    const change = () => (store.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7))))
    const { code } = await store.meet(after(1, asksForRules), meanwhile(store, change)).run(SET)
    expect({ code, writes: writes(store) }).toEqual({ code: 0, writes: [] })
  })

  it('the store shows it late: waits, says so, and sees it', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const late = both(asksForRules, () => store.clock.waited < 95_000)
    const { code, stderr } = await store.meet(late, say(200, OTHER)).run(SET)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'The store has taken the rule and does not show it yet: looking again, for 5 minutes at most.\n' +
        'Not shown after 30s.\nNot shown after 1m.\nNot shown after 1m 30s.\n',
    })
    expect(writes(store)).toHaveLength(1)
  })

  it('the store never shows it: says so after five minutes', async () => {
    const store = await startStore()
    const { code, stdout, stderr } = await store.meet(asksForRules, say(200, OTHER)).run(SET)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toMatch(/is not shown 5 minutes after the store has taken it: cwmpu lifecycle show tells/)
    expect(store.clock.waited).toBeGreaterThanOrEqual(300_000)
    expect(store.clock.waited).toBeLessThan(320_000)
  })

  it('the store takes it and shows less of it, as some do: not taken for done', async () => {
    const store = await startStore()
    const less = configuration(rule(USUAL, EXPIRES))
    const { code } = await store.meet(after(2, asksForRules), say(200, less)).run(SET)
    expect(code).toBe(6)
  })

  it('another rule is not as before when it is read back: says which, and what the whole was', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const wrong = configuration(rule('other', EXPIRES.replace('30', '1')), rule(USUAL, abortAfter(7)))
    const { code, stderr } = await store.meet(after(2, asksForRules), say(200, wrong)).run(SET)
    expect(code).toBe(7)
    expect(stderr).toContain(`The configuration before the write: ${OTHER}\n`)
    expect(stderr).toMatch(/other lifecycle rules of bucket "bkt" are not as they were \("other"\): compare/)
  })

  it('the store loses every rule: does not call that late', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const lost = refuse(404, 'NoSuchLifecycleConfiguration')
    const { code, stderr } = await store.meet(after(2, asksForRules), lost).run(SET)
    expect({ code, hasBefore: stderr.includes(OTHER) }).toEqual({ code: 7, hasBefore: true })
  })

  it.each([
    ['resets the connection', reset],
    ['answers 500', refuse(500, 'InternalError')],
  ])('the store takes it and %s: it is not written twice', async (_, fault) => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    const take = () =>
      (store.bucket.lifecycle = OTHER.replace('</Life', `${rule(USUAL, abortAfter(7))}</Life`))
    const takeThen: Fault = (incoming, outgoing) => {
      take()
      fault(incoming, outgoing)
    }
    expect(await store.meet(writesRules, takeThen).run(SET)).toMatchObject({ code: 0 })
    expect(writes(store)).toHaveLength(1)
  })

  it('the store is busy: writes once it is not', async () => {
    const store = await startStore()
    const result = await store.meet(first(2, writesRules), refuse(503, 'SlowDown')).run(SET)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(store.bucket.lifecycle).toContain(USUAL)
  })

  it('AWS says from which size on it moves objects: says it back', async () => {
    const store = await startStore()
    store.bucket.lifecycle = OTHER
    let sent: IncomingHttpHeaders = {}
    const note: Fault = (incoming, outgoing) => {
      sent = incoming.headers
      store.sandbox.handle(incoming, outgoing)
    }
    store.meet(first(2, asksForRules), say(200, OTHER, { [SIZE_HEADER]: 'varies_by_storage_class' }))
    expect(await store.meet(writesRules, note).run(SET)).toMatchObject({ code: 0 })
    expect(sent[SIZE_HEADER]).toBe('varies_by_storage_class')
    expect(sent.authorization).toMatch(
      `content-length;content-md5;content-type;host;x-amz-content-sha256;x-amz-date;${SIZE_HEADER}`,
    )
  })

  it('TLS is switched off: nothing is sent', async () => {
    const store = await startStore()
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    const { code, stderr } = await store.run(SET, { environment })
    expect({ code, requests: store.requests }).toEqual({ code: 9, requests: [] })
    expect(stderr).toContain('unset it to change rules')
  })
})
