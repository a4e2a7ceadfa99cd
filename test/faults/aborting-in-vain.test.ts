import { describe, expect, it } from 'vitest'
import { aborts, after, allOf, fakeSuccess, html, forKey, lists, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer } from '../support/server.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

describe('abort-all with aborts that never succeed', () => {
  it('F27 reports an upload as still listed after three retries', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(allOf(aborts, forKey('/k1')), fakeSuccess)
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Aborted: 2, StillListed: 1 })
    expect(server.deletes.filter((request) => request.includes('/k1'))).toHaveLength(4)
  })

  it('F29 reports an upload as still listed if its abort returns NoSuchUpload', async () => {
    const server = await startServer()
    server.add('k')
    server.injectFault(aborts, respondWithError(404, 'NoSuchUpload'))
    const result = await server.run(abortAll)
    expect(result.code).toBe(3)
    expect(outcomesOf(result).Uploads).toMatchObject([{ Key: 'k', Outcome: 'still-listed' }])
  })

  it.each([
    ['F4 aborts the others if some keys return SlowDown', respondWithError(503, 'SlowDown'), 'SlowDown', 3],
    ['F10 aborts the others if some keys return 500', respondWithError(500, 'InternalError'), 'InternalError', 3],
    ['F30 aborts the others if some keys return a 404 of a proxy', html(404), 'HTTP 404', 7],
    ['F35 aborts the others if some keys are denied', respondWithError(403, 'AccessDenied'), 'AccessDenied', 3],
  ])('%s', async (_, fault, code, exitCode) => {
    const server = await startServer()
    server.addMany(12, 'a/')
    server.addMany(12, 'b/')
    server.injectFault(allOf(aborts, forKey('/a/')), fault)
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: exitCode, left: 12 })
    const { Uploads, Summary } = outcomesOf(result)
    expect(Summary).toMatchObject({ Aborted: 12, Failed: 12 })
    expect(new Set(Uploads.filter(({ Outcome }) => Outcome === 'failed').map(({ Code }) => Code))).toEqual(
      new Set([code]),
    )
  })

  it('F24 reports an abort as failed if the response is HTML with status 200', async () => {
    const server = await startServer()
    server.add('k')
    server.injectFault(aborts, html(200))
    const result = await server.run(abortAll)
    expect(result.code).toBe(7)
    expect(outcomesOf(result).Uploads).toMatchObject([{ Outcome: 'failed', Code: 'InvalidResponse' }])
  })

  it('F34 stops after a few requests and names the permission if all aborts are denied', async () => {
    const server = await startServer()
    server.addMany(500)
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const result = await server.run(abortAll)
    expect(result.code).toBe(4)
    expect(server.deletes.length).toBeLessThan(30)
    expect(result.stderr).toMatch(
      /error: Cannot abort uploads in "bkt"\. The credentials from AWS_ACCESS_KEY_ID lack s3:AbortMultipartUpload\. Grant it in an organization access policy or the bucket policy\.\n$/,
    )
    expect(outcomesOf(result).Summary.Aborted).toBe(0)
  })

  it('F3 stops after a minute of SlowDown without progress, with exit code 6', async () => {
    const server = await startServer()
    server.addMany(60)
    server.injectFault(aborts, respondWithError(503, 'SlowDown'))
    const result = await server.run(abortAll)
    expect(result.code).toBe(6)
    expect(result.stderr).toMatch(
      /error: Cannot abort uploads in "bkt"\. http:.* returned SlowDown\. Run the command again later\.\n$/,
    )
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 60, Aborted: 0 })
  })

  it('F32 reports a bucket that was deleted during the run', async () => {
    const server = await startServer()
    server.addMany(50)
    server.injectFault(aborts, respondWithError(404, 'NoSuchBucket'))
    const result = await server.run(abortAll)
    expect(result.code).toBe(5)
    expect(result.stderr).toMatch(/error: Bucket "bkt" not found at http:.*\. Check the name and --endpoint\.\n$/)
  })

  it('reports the outcomes as not verified if the verifying listing fails', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(after(1, lists), html(200))
    const result = await server.run(abortAll)
    expect(result.code).toBe(7)
    expect(outcomesOf(result).Summary).toMatchObject({ Aborted: 3, Verified: false })
    expect(result.stderr).toMatch(/^Aborted 3 of 3 uploads\. Not verified\.\nerror: /)
  })
})
