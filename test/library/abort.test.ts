import { describe, expect, it } from 'vitest'
import { connect, Progress } from '../../src/index.js'
import { aborts, after, allOf, entry, first, forKey, lists, page, respondWithError } from '../support/faults.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

const DAY = 86_400_000

async function bucketOf(server: TestServer, environment = {}) {
  return (await connect({ environment: { ...server.environment, ...environment } })).bucket('bkt')
}

describe('bucket.abortAll', () => {
  it('aborts only uploads that match, and verifies it', async () => {
    const server = await startRealTimeServer()
    const old = server.add('tmp/old', 8 * DAY)
    server.add('tmp/young', DAY)
    const report = await (await bucketOf(server)).abortAll({ prefix: 'tmp/', olderThan: '7d' })
    expect(report).toMatchObject({
      status: 'done',
      isVerified: true,
      outcomes: [{ key: 'tmp/old', uploadId: old, outcome: { kind: 'aborted' } }],
      summary: { matched: 1, aborted: 1 },
    })
    expect(server.left).toBe(1)
  })

  it('updates the counters of a Progress', async () => {
    const server = await startRealTimeServer()
    server.addMany(3)
    const progress = new Progress()
    await (await bucketOf(server)).abortAll({}, { progress })
    expect(progress).toMatchObject({ phase: 'verifying', total: 3, done: 3, failed: 0 })
  })

  it('reports failed aborts with their causes', async () => {
    const server = await startRealTimeServer()
    server.add('a')
    server.add('b')
    server.injectFault(allOf(aborts, forKey('/bkt/b')), respondWithError(403, 'AccessDenied'))
    const { status, outcomes } = await (await bucketOf(server)).abortAll()
    expect(status).toBe('partial')
    expect(outcomes).toMatchObject([
      { key: 'a', outcome: { kind: 'aborted' } },
      { key: 'b', outcome: { kind: 'failed', failure: { kind: 'access-denied', code: 'AccessDenied' } } },
    ])
  })

  it('keeps the reported outcomes if the verifying listing fails', async () => {
    const server = await startRealTimeServer()
    server.add('k')
    server.injectFault(after(1, lists), respondWithError(403, 'AccessDenied'))
    const report = await (await bucketOf(server)).abortAll()
    expect(report).toMatchObject({ status: 'access-denied', isVerified: false, cause: { kind: 'access-denied' } })
    expect(report.outcomes).toMatchObject([{ outcome: { kind: 'aborted' } }])
  })

  it('reports the outcomes so far if it is stopped', async () => {
    const server = await startRealTimeServer()
    server.addMany(900)
    const stop = new AbortController()
    server.injectFault(
      after(20, aborts),
      server.abortThen((_, outgoing) => {
        stop.abort('enough')
        outgoing.writeHead(204).end()
      }),
    )
    const report = await (await bucketOf(server)).abortAll({}, { signal: stop.signal })
    expect(report).toMatchObject({ status: 'stopped', cause: 'enough', summary: { matched: 900, failed: 0 } })
    expect(report.summary.aborted + server.left).toBe(900)
    expect(server.left).toBeGreaterThan(0)
  })

  it('reports malformed entries and uploads of unknown age', async () => {
    const server = await startRealTimeServer()
    const noAge = '<Upload><Key>ageless</Key><UploadId>2</UploadId></Upload>'
    server.injectFault(first(1, lists), page(`<Upload><Key>bad</Key></Upload>${noAge}${entry('k', '1')}`))
    const report = await (await bucketOf(server)).abortAll({ olderThan: '1d' })
    expect(report).toMatchObject({
      status: 'invalid-response',
      unknownAgeCount: 1,
      malformedEntries: [{ key: 'bad', reason: 'no upload ID' }],
      outcomes: [{ key: 'k' }],
    })
  })

  it('rejects before the first abort if the listing is not complete', async () => {
    const server = await startRealTimeServer({ pageSize: 1 })
    server.addMany(2)
    server.injectFault(after(1, lists), respondWithError(404, 'NoSuchBucket'))
    await expect((await bucketOf(server)).abortAll()).rejects.toMatchObject({ kind: 'not-found' })
    expect(server.deletes).toEqual([])
  })
})

describe('bucket.abort', () => {
  it('aborts exactly the uploads that are named', async () => {
    const server = await startRealTimeServer()
    const uploadId = server.add('k')
    const other = server.add('k')
    const report = await (await bucketOf(server)).abort([{ key: 'k', uploadId }])
    expect(report).toMatchObject({ status: 'done', isVerified: true, summary: { matched: 1, aborted: 1 } })
    expect([...server.bucket.uploads.keys()]).toEqual([other])
  })

  it.each([
    [{ key: '', uploadId: '1' }, 'without a key'],
    [{ key: 'k', uploadId: '' }, 'without an upload ID'],
  ])('rejects %j, and sends no request for the others', async (target, message) => {
    const server = await startRealTimeServer()
    const uploadId = server.add('good')
    const bucket = await bucketOf(server)
    await expect(bucket.abort([{ key: 'good', uploadId }, target])).rejects.toThrow(message)
    expect(server.requests).toEqual([])
  })

  it('rejects without TLS verification', async () => {
    const server = await startRealTimeServer()
    const bucket = await bucketOf(server, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    await expect(bucket.abort([])).rejects.toMatchObject({ kind: 'safety-check' })
    await expect(bucket.abortAll()).rejects.toMatchObject({ kind: 'safety-check' })
  })
})
