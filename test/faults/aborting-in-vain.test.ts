import { describe, expect, it } from 'vitest'
import { aborts, after, both, fakeSuccess, html, forKey, lists, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startStore } from '../support/store.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

describe('aborts that never succeed: told apart, and never counted as done', () => {
  it('F27 still listed after three rounds', async () => {
    const store = await startStore()
    store.addMany(3)
    store.injectFault(both(aborts, forKey('/k1')), fakeSuccess)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Aborted: 2, StillListed: 1 })
    expect(store.deletes.filter((request) => request.includes('/k1'))).toHaveLength(4)
  })

  it('F29 NoSuchUpload for one that is listed still', async () => {
    const store = await startStore()
    store.add('k')
    store.injectFault(aborts, respondWithError(404, 'NoSuchUpload'))
    const result = await store.run(abortAll)
    expect(result.code).toBe(3)
    expect(outcomesOf(result).Uploads).toMatchObject([{ Key: 'k', Outcome: 'still-listed' }])
  })

  it.each([
    ['F4 SlowDown for some keys', respondWithError(503, 'SlowDown'), 'SlowDown'],
    ['F10 500 for some keys', respondWithError(500, 'InternalError'), 'InternalError'],
    ['F30 a 404 of a proxy for some keys', html(404), 'HTTP 404'],
    ['F35 some keys denied', respondWithError(403, 'AccessDenied'), 'AccessDenied'],
  ])('%s: the rest is done, exit 3', async (_, fault, code) => {
    const store = await startStore()
    store.addMany(12, 'a/')
    store.addMany(12, 'b/')
    store.injectFault(both(aborts, forKey('/a/')), fault)
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 12 })
    const { Uploads, Summary } = outcomesOf(result)
    expect(Summary).toMatchObject({ Aborted: 12, Failed: 12 })
    expect(new Set(Uploads.filter(({ Outcome }) => Outcome === 'failed').map(({ Code }) => Code))).toEqual(
      new Set([code]),
    )
  })

  it('F24 reports an abort as failed if the response is HTML with status 200', async () => {
    const store = await startStore()
    store.add('k')
    store.injectFault(aborts, html(200))
    const result = await store.run(abortAll)
    expect(result.code).toBe(7)
    expect(outcomesOf(result).Uploads).toMatchObject([{ Outcome: 'failed', Code: 'InvalidResponse' }])
  })

  it('F34 stops after a few requests and names the permission if all aborts are denied', async () => {
    const store = await startStore()
    store.addMany(500)
    store.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const result = await store.run(abortAll)
    expect(result.code).toBe(4)
    expect(store.deletes.length).toBeLessThan(12)
    expect(result.stderr).toMatch(
      /error: Cannot abort uploads in "bkt"\. The credentials from AWS_ACCESS_KEY_ID lack s3:AbortMultipartUpload\. Grant it in an organization access policy or the bucket policy\.\n$/,
    )
    expect(outcomesOf(result).Summary.Aborted).toBe(0)
  })

  it('F3 stops after a minute of SlowDown without progress, with exit code 6', async () => {
    const store = await startStore()
    store.addMany(60)
    store.injectFault(aborts, respondWithError(503, 'SlowDown'))
    const result = await store.run(abortAll)
    expect(result.code).toBe(6)
    expect(result.stderr).toMatch(
      /error: Cannot abort uploads in "bkt"\. http:.* returned SlowDown\. Run the command again later\.\n$/,
    )
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 60, Aborted: 0 })
  })

  it('F32 reports a bucket that was deleted during the run', async () => {
    const store = await startStore()
    store.addMany(50)
    store.injectFault(aborts, respondWithError(404, 'NoSuchBucket'))
    const result = await store.run(abortAll)
    expect(result.code).toBe(5)
    expect(result.stderr).toMatch(/error: Bucket "bkt" not found at http:.*\. Check the name and --endpoint\.\n$/)
  })

  it('a listing that fails afterwards leaves claims, and says that they are that', async () => {
    const store = await startStore()
    store.addMany(3)
    store.injectFault(after(1, lists), html(200))
    const result = await store.run(abortAll)
    expect(result.code).toBe(7)
    expect(outcomesOf(result).Summary).toMatchObject({ Aborted: 3, Verified: false })
    expect(result.stderr).toMatch(/^Aborted 3 of 3 uploads\. Not verified\.\nerror: /)
  })
})
