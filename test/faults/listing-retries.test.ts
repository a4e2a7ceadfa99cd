import { describe, expect, it } from 'vitest'
import { truncateBody, first, html, lists, respondWithError, reset, respond } from '../support/faults.js'
import { startServer } from '../support/server.js'

describe('cwmpu with listings that fail', () => {
  it.each([
    ['F1 retries SlowDown', respondWithError(503, 'SlowDown')],
    ['F6 retries 429', respondWithError(429, 'TooManyRequests')],
    ['F7 retries 500', respondWithError(500, 'InternalError')],
    ['F7 retries 502 from a proxy', html(502)],
    ['F10 retries 520', respond(520)],
    ['F12 retries a reset', reset],
    ['F19 retries a page that is cut', truncateBody],
    ['F23 retries an error with status 200', respondWithError(200, 'InternalError')],
  ])('%s, and lists all uploads', async (_, fault) => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(5)
    server.injectFault(first(2, lists), fault)
    const { code, stdout, stderr } = await server.run('list --bucket bkt')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toHaveLength(5)
  })

  it.each([
    [
      'F3 exits with 6 if the server always returns SlowDown',
      respondWithError(503, 'SlowDown'),
      /^error: Cannot list uploads in "bkt"\. http:.* returned SlowDown\. Run the command again later\. \(request ID tx-1\)\n$/,
    ],
    [
      'F10 exits with 6 if the server always returns 520',
      respond(520),
      / returned HTTP 520\. Run the command again later\.\n$/,
    ],
    [
      'F12 exits with 6 if the server always resets the connection',
      reset,
      /The connection to .* failed \(ECONNRESET\)/,
    ],
    [
      'F23 exits with 6 if the server always returns an error with status 200',
      respondWithError(200, 'SlowDown'),
      / returned SlowDown\. Run the command again later\./,
    ],
  ])('%s', async (_, fault, sentence) => {
    const server = await startServer()
    server.injectFault(lists, fault)
    const { code, stderr } = await server.run('verify --bucket bkt')
    expect(code).toBe(6)
    expect(stderr).toMatch(sentence)
  })

  it('F5 waits for the time in Retry-After', async () => {
    const server = await startServer()
    server.injectFault(first(1, lists), respondWithError(503, 'SlowDown', { 'retry-after': '20' }))
    expect(await server.run('list --bucket bkt')).toMatchObject({ code: 0 })
    expect(server.clock.waited).toBeGreaterThanOrEqual(20_000)
  })
})
