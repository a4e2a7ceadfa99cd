import { describe, expect, it } from 'vitest'
import { Progress } from '../../src/core/progress.js'
import { type Selection, selectPrefix } from '../../src/core/selection.js'
import { DAY } from '../../src/core/time.js'
import type { Target } from '../../src/core/upload.js'
import { CliError } from '../../src/errors.js'
import type { AbortAllOptions } from '../../src/service/abort-all.js'
import { BucketUploads } from '../../src/service/bucket-uploads.js'
import {
  aborts,
  after,
  allOf,
  fakeSuccess,
  entry,
  first,
  forKey,
  lists,
  listsParts,
  page,
  respondWithError,
} from '../support/faults.js'
import { NOON } from '../support/clock.js'
import { waitFor } from '../support/process.js'
import { startServer, type TestServer } from '../support/server.js'
import { contextFor, unabortedSignal } from './context.js'

const optionsOf = (options: Partial<AbortAllOptions> = {}): AbortAllOptions => ({
  progress: new Progress(),
  signal: unabortedSignal(),
  ...options,
})

/** Aborts every upload that matches. */
function abortAll(server: TestServer, selection: Partial<Selection> = {}, options?: Partial<AbortAllOptions>) {
  const bucket = new BucketUploads(contextFor(server))
  return bucket.abortAll({ ...selectPrefix(''), ...selection }, optionsOf(options))
}

/** Aborts given uploads. */
function abort(server: TestServer, targets: readonly Target[], options?: Partial<AbortAllOptions>) {
  return new BucketUploads(contextFor(server)).abort(targets, optionsOf(options))
}

/** Starts a server with these uploads. */
async function startWith(...keys: readonly string[]) {
  const server = await startServer()
  return { server, targets: keys.map((key) => ({ key, uploadId: server.add(key) })) }
}

/** Confirms all uploads. */
const confirm: AbortAllOptions['confirm'] = (uploads) => Promise.resolve(uploads)

describe('AbortRun with given uploads', () => {
  it('reports an abort as not verified if the listing that would prove it is denied', async () => {
    const { server, targets } = await startWith('k')
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    expect(await abort(server, targets)).toMatchObject({
      status: 'invalid-response',
      isBucketClear: false,
      error: { message: expect.stringMatching(/^The abort is not verified\. Cannot list/) as string },
    })
  })

  it.each([
    ['the listing fails', lists, respondWithError(500, 'InternalError'), 'retryable'],
    ['an abort and the listing are denied', () => true, respondWithError(403, 'AccessDenied'), 'access-denied'],
  ])('reports the failure if %s', async (_, condition, fault, status) => {
    const { server, targets } = await startWith('k')
    server.injectFault(condition, fault)
    const report = await abort(server, targets)
    expect(report).toMatchObject({ status, isBucketClear: false })
    expect(report.error).not.toMatchObject({ message: expect.stringContaining('not verified') as string })
  })

  it('sends nothing if it was stopped before', async () => {
    const { server, targets } = await startWith('a', 'b')
    const report = await abort(server, targets, { signal: AbortSignal.abort() })
    expect(report).toMatchObject({ status: 'stopped', isBucketClear: false })
    expect(report.results.summary()).toMatchObject({ matched: 2, skipped: 2 })
    expect(server.requests).toEqual([])
  })

  it('is stopped if its signal fires while the listing is denied', async () => {
    const { server, targets } = await startWith('k')
    const stop = new AbortController()
    class DeniedBucket extends BucketUploads {
      override pages(): never {
        stop.abort()
        throw new CliError('access-denied', 'Cannot list uploads.')
      }
    }
    const bucket = new DeniedBucket(contextFor(server))
    expect(await bucket.abort(targets, optionsOf({ signal: stop.signal }))).toMatchObject({ status: 'stopped' })
  })

  it('rejects with an internal error, also after an abort', async () => {
    const { server, targets } = await startWith('k')
    class FaultyProgress extends Progress {
      override startVerifying() {
        throw new TypeError('a bug')
      }
    }
    await expect(abort(server, targets, { progress: new FaultyProgress() })).rejects.toThrow('a bug')
    expect(server.left).toBe(0)
  })

  it('counts the aborts and those that failed', async () => {
    const { server, targets } = await startWith('a', 'b')
    server.injectFault(allOf(aborts, forKey('/b?')), respondWithError(403, 'AccessDenied'))
    const progress = new Progress()
    await abort(server, targets, { progress })
    expect(progress).toMatchObject({ total: 2, done: 2, failed: 1 })
  })
})

describe('AbortRun with all uploads that match', () => {
  it('starts after the confirmation, however long that takes', async () => {
    const { server } = await startWith('k')
    const confirm: AbortAllOptions['confirm'] = async (uploads) => {
      await server.clock.sleep(60_000, unabortedSignal())
      return uploads
    }
    const { startedAt } = await abortAll(server, {}, { confirm })
    expect(startedAt).toBe(NOON + 60_000)
  })

  it('lists an empty bucket once', async () => {
    const { server } = await startWith()
    expect(await abortAll(server)).toMatchObject({ status: 'done', isBucketClear: true })
    expect(server.requests).toHaveLength(1)
  })

  it('is stopped if its signal fires while nothing is confirmed', async () => {
    const { server } = await startWith()
    const stop = new AbortController()
    const report = await abortAll(
      server,
      {},
      {
        signal: stop.signal,
        confirm: (uploads) => {
          stop.abort()
          return Promise.resolve(uploads)
        },
      },
    )
    expect(report).toMatchObject({ status: 'stopped', isBucketClear: false })
  })

  it('is verified by a listing whose malformed entry does not match', async () => {
    const { server } = await startWith('a.tmp')
    server.injectFault(after(1, lists), page('<Upload><Key>b.dat</Key></Upload>'))
    const selection = { ...selectPrefix(''), match: [(key: string) => key.endsWith('.tmp')] }
    const { status, results } = await abortAll(server, selection)
    expect([status, results.isVerified]).toEqual(['done', true])
  })

  it('is not verified by a listing with a malformed entry', async () => {
    const { server } = await startWith('a')
    server.injectFault(after(1, lists), page('<Upload><Key>bad</Key></Upload>'))
    const { status, error, results } = await abortAll(server)
    expect([status, results.isVerified]).toEqual(['invalid-response', false])
    expect(error).toMatchObject({ message: expect.stringContaining('Skipped 1 malformed entry') as string })
  })

  it.each([
    ['also if all aborts succeeded', 0],
    ['also if an abort failed', 1],
  ])('is invalid-response with a malformed entry, %s', async (_, failed) => {
    const { server, targets } = await startWith('a', 'b')
    const entries = targets.map(({ key, uploadId }) => entry(key, uploadId)).join('')
    server.injectFault(first(1, lists), page(`${entries}<Upload><Key>bad</Key></Upload>`))
    if (failed > 0) server.injectFault(allOf(aborts, forKey('/b?')), respondWithError(403, 'AccessDenied'))
    const report = await abortAll(server)
    expect(report.status).toBe('invalid-response')
    expect(report.results.summary()).toMatchObject({ matched: 2, failed })
  })

  it('is not clear if the verifying listing fails', async () => {
    const { server } = await startWith('k')
    server.injectFault(after(1, lists), respondWithError(403, 'AccessDenied'))
    expect(await abortAll(server)).toMatchObject({ status: 'access-denied', isBucketClear: false })
  })

  it('keeps a confirmed upload in its plan if it is still listed', async () => {
    const { server } = await startWith('k')
    server.injectFault(aborts, fakeSuccess)
    const { results } = await abortAll(server, {}, { confirm })
    expect([...results.entries()]).toMatchObject([{ outcome: { kind: 'still-listed' } }])
  })
})

describe('AbortRun with a condition on parts', () => {
  const idleFor = DAY

  it('skips an upload that the first listing missed', async () => {
    const { server } = await startWith()
    server.injectFault(first(1, lists), page(entry('shown', server.addWithParts('shown', [1], 9 * DAY, 8 * DAY))))
    server.addWithParts('hidden', [1], 9 * DAY, 8 * DAY)
    const { results } = await abortAll(server, { idleFor })
    expect([...results.entries()]).toMatchObject([
      { target: { key: 'shown' }, outcome: { kind: 'aborted' } },
      { target: { key: 'hidden' }, outcome: { kind: 'skipped', code: 'NotInPlan' } },
    ])
    expect(server.left).toBe(1)
  })

  it('lists the parts once if the run takes less than a minute', async () => {
    const { server } = await startWith()
    server.addWithParts('k', [1], 9 * DAY, 8 * DAY)
    expect(await abortAll(server, { idleFor })).toMatchObject({ status: 'done' })
    expect(server.requests.filter((request) => request.includes('max-parts'))).toHaveLength(1)
  })

  it('aborts an old upload that still has no parts after a minute', async () => {
    const { server } = await startWith()
    server.add('k', 9 * DAY)
    server.injectFault(first(1, listsParts), respondWithError(503, 'SlowDown', { 'retry-after': '60' }))
    expect(await abortAll(server, { idleFor }, { confirm })).toMatchObject({ status: 'done' })
    expect(server.left).toBe(0)
  })
})

describe('AbortRun while it lists', () => {
  it('counts the aborts, and shows whether the listing continues', async () => {
    const server = await startServer({ pageSize: 1 })
    server.addMany(3)
    const progress = new Progress()
    const seen: string[] = []
    server.injectFault(({ method }) => {
      seen.push(`${method ?? ''} ${progress.phase}${progress.isListing ? ', listing' : ''}`)
      return false
    }, fakeSuccess)
    server.injectFault(after(2, lists), (incoming, outgoing) => {
      void waitFor(() => server.deletes.length > 0).then(() => server.sandbox.handle(incoming, outgoing))
    })
    await abortAll(server, {}, { progress })
    expect(seen.slice(0, 4)).toEqual([
      'GET listing',
      'GET listing, listing',
      'GET aborting, listing',
      'DELETE aborting, listing',
    ])
    expect(seen.slice(-2)).toEqual(['DELETE aborting', 'GET verifying'])
    expect(progress).toMatchObject({ total: 3, done: 3 })
  })

  it('stops without the rest of the listing if the server throttles every abort for a minute', async () => {
    const server = await startServer({ pageSize: 1 })
    server.addMany(6)
    server.injectFault(aborts, respondWithError(503, 'SlowDown'))
    server.injectFault(first(2, after(3, lists)), respondWithError(503, 'SlowDown', { 'retry-after': '60' }))
    const report = await abortAll(server)
    expect(report).toMatchObject({ status: 'retryable', results: { isComplete: false } })
  })

  it('is partial if the listing fails after some uploads were aborted', async () => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(6)
    server.injectFault(after(2, lists), respondWithError(403, 'AccessDenied'))
    const { status, error, results } = await abortAll(server)
    expect([status, error]).toEqual(['partial', expect.objectContaining({ kind: 'partial', code: 'AccessDenied' })])
    expect(results.summary()).toMatchObject({ matched: 4, aborted: 2, skipped: 2 })
  })

  it('tries no upload again if all were denied and all are known', async () => {
    const { server } = await startWith(...Array.from({ length: 60 }, (_, index) => `k${index}`))
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    expect(await abortAll(server)).toMatchObject({ status: 'access-denied' })
    expect(new Set(server.deletes).size).toBe(server.deletes.length)
    expect(server.deletes.length).toBeLessThan(30)
  })
})
