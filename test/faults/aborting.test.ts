import { describe, expect, it } from 'vitest'
import {
  aborts,
  allOf,
  fakeSuccess,
  everyNth,
  first,
  html,
  forKey,
  respondWithError,
  reset,
  respond,
} from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer } from '../support/server.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

describe('abort-all with aborts that fail for a while', () => {
  it.each([
    ['F2 retries SlowDown', everyNth(3, aborts), respondWithError(503, 'SlowDown')],
    ['F6 retries 429', everyNth(3, aborts), respondWithError(429, 'TooManyRequests')],
    ['F7 retries 500', everyNth(3, aborts), respondWithError(500, 'InternalError')],
    ['F7 retries 502 from a proxy', everyNth(3, aborts), html(502)],
    ['F7 retries 504', everyNth(3, aborts), respond(504)],
    ['F9 retries 409', everyNth(3, aborts), respondWithError(409, 'OperationAborted')],
    ['F10 retries 520', everyNth(3, aborts), respond(520)],
    ['F12 retries a reset', everyNth(3, aborts), reset],
    ['F26 retries a 204 without effect', everyNth(3, aborts), fakeSuccess],
    ['F24 retries HTML with status 200', everyNth(3, aborts), html(200)],
  ])('%s of every third abort, and leaves none', async (_, condition, fault) => {
    const server = await startServer()
    server.addMany(30)
    server.injectFault(condition, fault)
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
    const { Matched, Aborted, AlreadyGone } = outcomesOf(result).Summary
    expect([Matched, Aborted + AlreadyGone]).toEqual([30, 30])
  })

  it('aborts 1,200 uploads with four faults at once', async () => {
    const server = await startServer()
    server.addMany(1200)
    server.injectFault(everyNth(7, aborts), respondWithError(500, 'InternalError'))
    server.injectFault(everyNth(5, aborts), respondWithError(503, 'SlowDown'))
    server.injectFault(everyNth(23, aborts), reset)
    server.injectFault(everyNth(29, aborts), fakeSuccess)
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1200, Failed: 0, StillListed: 0, Skipped: 0 })
  })

  it('F8 reports an upload as already gone if its abort succeeded but returned 500', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(allOf(forKey('/k1'), first(1, aborts)), server.abortThen(respondWithError(500, 'InternalError')))
    const result = await server.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 3, Aborted: 2, AlreadyGone: 1 })
  })

  it('F25 reports an upload that another client has aborted as already gone', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(forKey('/k1'), server.abortThen(respondWithError(404, 'NoSuchUpload')))
    const result = await server.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 3, Aborted: 2, AlreadyGone: 1 })
  })

  it('F28 aborts an upload again if it is still listed after a 204', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(first(1, aborts), fakeSuccess)
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(server.deletes).toEqual(Array(2).fill(`DELETE /bkt/k?uploadId=${encodeURIComponent(uploadId)}`))
  })
})
