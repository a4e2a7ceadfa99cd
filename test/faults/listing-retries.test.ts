import { describe, expect, it } from 'vitest'
import { truncateBody, first, html, lists, respondWithError, reset, respond } from '../support/faults.js'
import { startStore } from '../support/store.js'

describe('a listing that fails for a while', () => {
  it.each([
    ['F1 SlowDown', respondWithError(503, 'SlowDown')],
    ['F6 429', respondWithError(429, 'TooManyRequests')],
    ['F7 500', respondWithError(500, 'InternalError')],
    ['F7 502 from a proxy', html(502)],
    ['F10 520', respond(520)],
    ['F12 a reset', reset],
    ['F19 a page cut short', truncateBody],
    ['F23 an error under 200', respondWithError(200, 'InternalError')],
  ])('%s: tried again, and whole', async (_, fault) => {
    const store = await startStore({ pageSize: 2 })
    store.addMany(5)
    store.injectFault(first(2, lists), fault)
    const { code, stdout, stderr } = await store.run('list --bucket bkt')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toHaveLength(5)
  })

  it.each([
    [
      'F3 SlowDown',
      respondWithError(503, 'SlowDown'),
      /^error: Cannot list uploads in "bkt"\. http:.* returned SlowDown\. Run the command again later\. \(request ID tx-1\)\n$/,
    ],
    ['F10 520', respond(520), / returned HTTP 520\. Run the command again later\.\n$/],
    ['F12 resets', reset, /The connection to .* failed \(ECONNRESET\)/],
    ['F23 an error under 200', respondWithError(200, 'SlowDown'), / returned SlowDown\. Run the command again later\./],
  ])('%s: ends with exit code 6 if it never succeeds', async (_, fault, sentence) => {
    const store = await startStore()
    store.injectFault(lists, fault)
    const { code, stderr } = await store.run('verify --bucket bkt')
    expect(code).toBe(6)
    expect(stderr).toMatch(sentence)
  })

  it('F5 waits as long as the store asks', async () => {
    const store = await startStore()
    store.injectFault(first(1, lists), respondWithError(503, 'SlowDown', { 'retry-after': '20' }))
    expect(await store.run('list --bucket bkt')).toMatchObject({ code: 0 })
    expect(store.clock.waited).toBeGreaterThanOrEqual(20_000)
  })
})
