import { describe, expect, it } from 'vitest'
import { connect, Progress } from '../../src/index.js'
import { aborts, after, both, entry, first, forKey, lists, page, respondWithError } from '../support/faults.js'
import { startRealTimeStore, type TestStore } from '../support/store.js'

const DAY = 86_400_000

async function bucketOf(store: TestStore, environment = {}) {
  return (await connect({ environment: { ...store.environment, ...environment } })).bucket('bkt')
}

describe('bucket.abortAll', () => {
  it('aborts only what matches, and verifies it', async () => {
    const store = await startRealTimeStore()
    const doomed = store.add('tmp/old', 8 * DAY)
    store.add('tmp/young', DAY)
    const report = await (await bucketOf(store)).abortAll({ prefix: 'tmp/', olderThan: '7d' })
    expect(report).toMatchObject({
      status: 'done',
      isVerified: true,
      outcomes: [{ key: 'tmp/old', uploadId: doomed, outcome: { kind: 'aborted' } }],
      summary: { matched: 1, aborted: 1 },
    })
    expect(store.left).toBe(1)
  })

  it('updates the counters of a Progress', async () => {
    const store = await startRealTimeStore()
    store.addMany(3)
    const progress = new Progress()
    await (await bucketOf(store)).abortAll({}, { progress })
    expect(progress).toMatchObject({ phase: 'verifying', total: 3, done: 3, failed: 0 })
  })

  it('reports failed aborts with their causes', async () => {
    const store = await startRealTimeStore()
    store.add('a')
    store.add('b')
    store.injectFault(both(aborts, forKey('/bkt/b')), respondWithError(403, 'AccessDenied'))
    const { status, outcomes } = await (await bucketOf(store)).abortAll()
    expect(status).toBe('partial')
    expect(outcomes).toMatchObject([
      { key: 'a', outcome: { kind: 'aborted' } },
      { key: 'b', outcome: { kind: 'failed', failure: { kind: 'access-denied', code: 'AccessDenied' } } },
    ])
  })

  it('keeps the reported outcomes if the verifying listing fails', async () => {
    const store = await startRealTimeStore()
    store.add('k')
    store.injectFault(after(1, lists), respondWithError(403, 'AccessDenied'))
    const report = await (await bucketOf(store)).abortAll()
    expect(report).toMatchObject({
      status: 'access-denied',
      isVerified: false,
      cause: { kind: 'access-denied' },
    })
    expect(report.outcomes).toMatchObject([{ outcome: { kind: 'aborted' } }])
  })

  it('reports the outcomes so far if it is stopped', async () => {
    const store = await startRealTimeStore()
    store.addMany(900)
    const stop = new AbortController()
    store.injectFault(
      after(20, aborts),
      store.abortThen((_, outgoing) => {
        stop.abort('enough')
        outgoing.writeHead(204).end()
      }),
    )
    const report = await (await bucketOf(store)).abortAll({}, { signal: stop.signal })
    expect(report).toMatchObject({
      status: 'stopped',
      cause: 'enough',
      summary: { matched: 900, failed: 0 },
    })
    expect(report.summary.aborted + store.left).toBe(900)
    expect(store.left).toBeGreaterThan(0)
  })

  it('reports malformed entries and uploads of unknown age', async () => {
    const store = await startRealTimeStore()
    const noAge = '<Upload><Key>ageless</Key><UploadId>2</UploadId></Upload>'
    store.injectFault(first(1, lists), page(`<Upload><Key>bad</Key></Upload>${noAge}${entry('k', '1')}`))
    const report = await (await bucketOf(store)).abortAll({ olderThan: '1d' })
    expect(report).toMatchObject({
      status: 'invalid-response',
      unknownAgeCount: 1,
      malformedEntries: [{ key: 'bad', reason: 'no upload ID' }],
      outcomes: [{ key: 'k' }],
    })
  })

  it('rejects before the first abort if the listing is not complete', async () => {
    const store = await startRealTimeStore({ pageSize: 1 })
    store.addMany(2)
    store.injectFault(after(1, lists), respondWithError(404, 'NoSuchBucket'))
    await expect((await bucketOf(store)).abortAll()).rejects.toMatchObject({ kind: 'not-found' })
    expect(store.deletes).toEqual([])
  })
})

describe('bucket.abort', () => {
  it('aborts exactly the uploads that are named', async () => {
    const store = await startRealTimeStore()
    const uploadId = store.add('k')
    const other = store.add('k')
    const report = await (await bucketOf(store)).abort([{ key: 'k', uploadId }])
    expect(report).toMatchObject({ status: 'done', isVerified: true, summary: { matched: 1, aborted: 1 } })
    expect([...store.bucket.uploads.keys()]).toEqual([other])
  })

  it.each([
    [{ key: '', uploadId: '1' }, 'without a key'],
    [{ key: 'k', uploadId: '' }, 'without an upload ID'],
  ])('rejects %j, and sends no request for the others', async (target, message) => {
    const store = await startRealTimeStore()
    const uploadId = store.add('good')
    const bucket = await bucketOf(store)
    await expect(bucket.abort([{ key: 'good', uploadId }, target])).rejects.toThrow(message)
    expect(store.requests).toEqual([])
  })

  it('rejects without TLS verification', async () => {
    const store = await startRealTimeStore()
    const bucket = await bucketOf(store, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    await expect(bucket.abort([])).rejects.toMatchObject({ kind: 'safety-check' })
    await expect(bucket.abortAll()).rejects.toMatchObject({ kind: 'safety-check' })
  })
})
