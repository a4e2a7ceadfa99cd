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

describe('aborts that fail for a while: exit 0, none left', () => {
  it.each([
    ['F2 every third SlowDown', every(3, aborts), respondWithError(503, 'SlowDown')],
    ['F6 every third 429', every(3, aborts), respondWithError(429, 'TooManyRequests')],
    ['F7 every third 500', every(3, aborts), respondWithError(500, 'InternalError')],
    ['F7 every third 502 from a proxy', every(3, aborts), html(502)],
    ['F7 every third 504', every(3, aborts), respond(504)],
    ['F9 every third 409', every(3, aborts), respondWithError(409, 'OperationAborted')],
    ['F10 every third 520', every(3, aborts), respond(520)],
    ['F12 every third reset', every(3, aborts), reset],
    ['F26 every third a 204 that did nothing', every(3, aborts), fakeSuccess],
    ['F24 every third HTML with 200', every(3, aborts), html(200)],
  ])('%s', async (_, condition, fault) => {
    const store = await startStore()
    store.addMany(30)
    store.injectFault(condition, fault)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    const { Matched, Aborted, AlreadyGone } = outcomesOf(result).Summary
    expect([Matched, Aborted + AlreadyGone]).toEqual([30, 30])
  })

  it('all of it at once, on 1,200 uploads', async () => {
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

  it('F8 an abort that was done and then answered 500 is gone', async () => {
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

  it('F28 an upload that comes back is aborted again', async () => {
    const store = await startStore()
    const uploadId = store.add('k')
    store.injectFault(first(1, aborts), fakeSuccess)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(store.deletes).toEqual(Array(2).fill(`DELETE /bkt/k?uploadId=${encodeURIComponent(uploadId)}`))
  })
})
