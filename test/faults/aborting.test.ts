import { describe, expect, it } from 'vitest'
import {
  aborts,
  both,
  fakeSuccess,
  every,
  first,
  html,
  forKey,
  respondWithError,
  reset,
  respond,
} from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startStore } from '../support/store.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

describe('abort-all with aborts that fail for a while', () => {
  it.each([
    ['F2 retries SlowDown', every(3, aborts), respondWithError(503, 'SlowDown')],
    ['F6 retries 429', every(3, aborts), respondWithError(429, 'TooManyRequests')],
    ['F7 retries 500', every(3, aborts), respondWithError(500, 'InternalError')],
    ['F7 retries 502 from a proxy', every(3, aborts), html(502)],
    ['F7 retries 504', every(3, aborts), respond(504)],
    ['F9 retries 409', every(3, aborts), respondWithError(409, 'OperationAborted')],
    ['F10 retries 520', every(3, aborts), respond(520)],
    ['F12 retries a reset', every(3, aborts), reset],
    ['F26 retries a 204 without effect', every(3, aborts), fakeSuccess],
    ['F24 retries HTML with status 200', every(3, aborts), html(200)],
  ])('%s of every third abort, and leaves none', async (_, condition, fault) => {
    const store = await startStore()
    store.addMany(30)
    store.injectFault(condition, fault)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    const { Matched, Aborted, AlreadyGone } = outcomesOf(result).Summary
    expect([Matched, Aborted + AlreadyGone]).toEqual([30, 30])
  })

  it('aborts 1,200 uploads with four faults at once', async () => {
    const store = await startStore()
    store.addMany(1200)
    store.injectFault(every(7, aborts), respondWithError(500, 'InternalError'))
    store.injectFault(every(5, aborts), respondWithError(503, 'SlowDown'))
    store.injectFault(every(23, aborts), reset)
    store.injectFault(every(29, aborts), fakeSuccess)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1200, Failed: 0, StillListed: 0, Skipped: 0 })
  })

  it('F8 reports an upload as already gone if its abort succeeded but returned 500', async () => {
    const store = await startStore()
    store.addMany(3)
    store.injectFault(both(forKey('/k1'), first(1, aborts)), store.abortThen(respondWithError(500, 'InternalError')))
    const result = await store.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 3, Aborted: 2, AlreadyGone: 1 })
  })

  it('F25 reports an upload that another client has aborted as already gone', async () => {
    const store = await startStore()
    store.addMany(3)
    store.injectFault(forKey('/k1'), store.abortThen(respondWithError(404, 'NoSuchUpload')))
    const result = await store.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 3, Aborted: 2, AlreadyGone: 1 })
  })

  it('F28 aborts an upload again if it is still listed after a 204', async () => {
    const store = await startStore()
    const uploadId = store.add('k')
    store.injectFault(first(1, aborts), fakeSuccess)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(store.deletes).toEqual(Array(2).fill(`DELETE /bkt/k?uploadId=${encodeURIComponent(uploadId)}`))
  })
})
