import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/core/outcome.js'
import { Progress } from '../../src/core/progress.js'
import type { Clock } from '../../src/core/time.js'
import type { Target } from '../../src/core/upload.js'
import { InvalidResponseError } from '../../src/s3/request-error.js'
import { BulkAborter, type BulkAbortOptions } from '../../src/service/bulk-aborter.js'
import { aborts, type Fault, first, hang, forKey, respondWithError, reset, respond } from '../support/faults.js'
import { waitFor } from '../support/process.js'
import { startServer, type TestServer } from '../support/server.js'
import { contextFor, unabortedSignal } from './context.js'

const COUNT = 1000

interface RunOptions extends Partial<Pick<BulkAbortOptions, 'recheck' | 'signal'>> {
  readonly onReport?: (target: Target) => void
  readonly clock?: Clock
}

/** Starts a server with 1000 uploads, and an aborter for them that records each outcome. */
async function startAborter({ onReport, clock, ...options }: RunOptions = {}) {
  const server = await startServer()
  const targets = Array.from({ length: COUNT }, (_, index) => ({ key: `k${index}`, uploadId: server.add(`k${index}`) }))
  const outcomes = new Map<string, Outcome>()
  const progress = new Progress()
  const aborter = new BulkAborter({
    context: { ...contextFor(server), ...(clock && { clock }) },
    report: (target, outcome) => {
      onReport?.(target)
      outcomes.set(target.key, outcome)
    },
    progress,
    signal: unabortedSignal(),
    ...options,
  })
  return { server, targets, outcomes, progress, aborter }
}

const kindsOf = (outcomes: Map<string, Outcome>) => new Set([...outcomes.values()].map(({ kind }) => kind))

describe('BulkAborter', () => {
  it('reports an upload as already gone', async () => {
    const { server, outcomes, aborter } = await startAborter()
    await aborter.run([[{ key: 'other', uploadId: 'x' }]])
    expect(outcomes).toEqual(new Map([['other', { kind: 'already-gone' }]]))
    expect(server.deletes).toHaveLength(1)
  })

  it.each<[string, Fault]>([
    ['SlowDown', respondWithError(503, 'SlowDown')],
    ['InternalError', respondWithError(500, 'InternalError')],
    ['a reset connection', reset],
  ])('sends an abort again after %s', async (_, fault) => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(first(3, forKey('/k1?')), fault)
    expect(await aborter.run([targets.slice(0, 5)])).toBeUndefined()
    expect(kindsOf(outcomes)).toEqual(new Set(['aborted']))
    expect(server.deletes.filter((request) => request.includes('/k1?'))).toHaveLength(4)
  })

  it('reports an upload that was completed as already gone, by the code of Swift', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(aborts, respondWithError(404, 'NoSuchKey'))
    expect(await aborter.run([targets.slice(0, 30)])).toBeUndefined()
    expect(kindsOf(outcomes)).toEqual(new Set(['already-gone']))
  })

  it('sends no abort if it was stopped during the check before', async () => {
    const stop = new AbortController()
    const recheck = () => {
      stop.abort()
      return Promise.resolve(undefined)
    }
    const { server, targets, outcomes, aborter } = await startAborter({ recheck, signal: stop.signal })
    await aborter.run([targets.slice(0, 3)])
    expect([...outcomes.values()]).toEqual([{ kind: 'skipped', code: 'Stopped' }])
    expect(server.deletes).toEqual([])
  })

  it('sends no abort for an upload that must not be aborted any more', async () => {
    const skipped = { kind: 'skipped', code: 'NotInPlan' } as const
    const recheck = ({ key }: Target) => Promise.resolve(key === 'k1' ? skipped : undefined)
    const { server, targets, outcomes, aborter } = await startAborter({ recheck })
    await aborter.run([targets.slice(0, 3)])
    expect(Object.fromEntries(outcomes)).toEqual({ k0: { kind: 'aborted' }, k1: skipped, k2: { kind: 'aborted' } })
    expect(server.deletes.map((request) => request.split('?')[0]).sort()).toEqual(['DELETE /bkt/k0', 'DELETE /bkt/k2'])
  })

  it('stops after failures of the check before the abort too, and names its request', async () => {
    let checks = 0
    const recheck = () => {
      checks++
      return Promise.reject(new InvalidResponseError('an HTML page'))
    }
    const { server, targets, aborter } = await startAborter({ recheck })
    const failure = await aborter.run([targets])
    expect(failure).toMatchObject({ message: expect.stringContaining('Cannot list the parts of uploads') as string })
    expect({ isFew: checks < 30, deletes: server.deletes }).toEqual({ isFew: true, deletes: [] })
  })

  it('sends one abort at a time if the server throttles all', async () => {
    const { server, targets, progress, aborter } = await startAborter()
    server.injectFault(aborts, respondWithError(503, 'SlowDown'))
    await aborter.run([targets.slice(0, 8)])
    expect(progress.concurrency).toBe(1)
  })

  it('does not stop if many requests are throttled before the first success', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(first(40, aborts), respondWithError(503, 'SlowDown'))
    expect(await aborter.run([targets.slice(0, 60)])).toBeUndefined()
    expect(kindsOf(outcomes)).toEqual(new Set(['aborted']))
  })

  it('fails an upload after 8 attempts', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(forKey('/k0?'), respond(503))
    await aborter.run([targets.slice(0, 1)])
    expect(outcomes.get('k0')).toMatchObject({ kind: 'failed', failure: { kind: 'retryable', code: 'HTTP 503' } })
    expect(server.deletes).toHaveLength(8)
  })

  it('stops after permanent failures without a success, and reports every upload that it tried', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    expect(await aborter.run([targets])).toMatchObject({ kind: 'access-denied', code: 'AccessDenied' })
    expect(outcomes.size).toBe(server.deletes.length)
    expect(server.deletes.length).toBeLessThan(30)
  })
})

describe('BulkAborter with an internal error', () => {
  it.each([
    ['an Error', new TypeError('a bug'), new TypeError('a bug')],
    ['a string', 'a bug', new Error('a bug')],
  ])('rejects with %s after the requests in flight, and sends no more', async (_, bug, error) => {
    const onReport = ({ key }: Target) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- The test needs a value that is no Error.
      if (key === 'k9') throw bug
    }
    const { server, targets, outcomes, aborter } = await startAborter({ onReport })
    await expect(aborter.run([targets])).rejects.toStrictEqual(error)
    const sent = [...outcomes.values()].filter(({ kind }) => kind === 'aborted')
    expect(sent).toHaveLength(server.deletes.length - 1)
    expect(server.deletes.length).toBeLessThan(COUNT)
  })

  it('does not wait to send an abort again after it', async () => {
    let isThrown = false
    const onReport = () => {
      isThrown = true
      throw new TypeError('a bug')
    }
    const { server, targets, aborter } = await startAborter({ onReport })
    server.injectFault(forKey('/k1?'), (incoming, outgoing) => {
      const throttle = respondWithError(503, 'SlowDown', { 'retry-after': '60' })
      void waitFor(() => isThrown).then(() => throttle(incoming, outgoing))
    })
    await expect(aborter.run([targets.slice(0, 2)])).rejects.toThrow('a bug')
    expect(server.clock.waited).toBe(0)
  })

  it.each([
    { key: '', uploadId: '1' },
    { key: 'k', uploadId: '' },
  ])('rejects a target that names no upload: %j', async (target) => {
    const { server, aborter } = await startAborter()
    await expect(aborter.run([[target]])).rejects.toThrow(/refused to abort/)
    expect(server.requests).toEqual([])
  })

  it('rejects with the error of the batches after the requests in flight', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    async function* batches() {
      yield targets.slice(0, 3)
      await Promise.resolve()
      throw new Error('the listing failed')
    }
    await expect(aborter.run(batches())).rejects.toThrow('the listing failed')
    expect({ reported: outcomes.size, sent: server.deletes.length }).toEqual({ reported: 3, sent: 3 })
  })
})

describe('BulkAborter with a signal', () => {
  /** Holds all aborts until they are released. */
  function hold(server: TestServer): () => void {
    const held: (() => void)[] = []
    server.injectFault(aborts, (incoming, outgoing) => {
      held.push(() => server.sandbox.handle(incoming, outgoing))
    })
    return () => {
      for (const release of held) release()
    }
  }

  it('sends no further requests if it fires, and waits for those in flight', async () => {
    const controller = new AbortController()
    const { server, targets, outcomes, progress, aborter } = await startAborter({ signal: controller.signal })
    const release = hold(server)
    const running = aborter.run([targets])
    await waitFor(() => server.deletes.length === 4)
    expect(progress.isStopping).toBe(false)
    controller.abort()
    expect(progress.isStopping).toBe(true)
    release()
    expect(await running).toBeUndefined()
    expect({ sent: server.deletes.length, left: server.left }).toEqual({ sent: 4, left: COUNT - 4 })
    expect([...outcomes.values()]).toEqual(Array(4).fill({ kind: 'aborted' }))
  })

  it('sends no abort again after it has fired', async () => {
    const controller = new AbortController()
    const sleep = () => {
      controller.abort()
      return Promise.resolve()
    }
    const clock = { now: () => 0, sleep }
    const { server, targets, outcomes, aborter } = await startAborter({ signal: controller.signal, clock })
    server.injectFault(aborts, respondWithError(503, 'SlowDown'))
    await aborter.run([targets.slice(0, 1)])
    expect(server.deletes).toHaveLength(1)
    expect(outcomes.get('k0')).toMatchObject({ kind: 'failed', failure: { code: 'SlowDown' } })
  })

  it('cancels the requests in flight 10 s after it has fired', async () => {
    const controller = new AbortController()
    const sleeps: number[] = []
    const sleep = (duration: number) => {
      sleeps.push(duration)
      return Promise.resolve()
    }
    const clock = { now: () => 0, sleep }
    const { server, targets, outcomes, aborter } = await startAborter({ signal: controller.signal, clock })
    server.injectFault(aborts, hang)
    const running = aborter.run([targets])
    await waitFor(() => server.deletes.length === 4)
    controller.abort()
    await running
    expect({ sleeps, kinds: kindsOf(outcomes) }).toEqual({ sleeps: [10_000], kinds: new Set(['failed']) })
    expect(outcomes.get('k0')).toMatchObject({ failure: { code: 'ECANCELED' } })
  })

  it('sends nothing if it has fired', async () => {
    const { server, targets, aborter } = await startAborter({ signal: AbortSignal.abort() })
    await aborter.run([targets])
    expect(server.requests).toEqual([])
  })
})

describe('BulkAborter with many uploads', () => {
  it('aborts all targets of all batches', async () => {
    const { server, targets, outcomes, progress, aborter } = await startAborter()
    expect(await aborter.run([targets.slice(0, 10), [], targets.slice(10)])).toBeUndefined()
    expect({ left: server.left, kinds: kindsOf(outcomes), reported: outcomes.size }).toEqual({
      left: 0,
      kinds: new Set(['aborted']),
      reported: COUNT,
    })
    expect(progress.concurrency).toBeGreaterThan(4)
  })

  it('reads the next batch only when a slot is free', async () => {
    const { targets, outcomes, aborter } = await startAborter()
    const missing: number[] = []
    async function* batches() {
      for (let from = 0; from < COUNT; from += 100) {
        await Promise.resolve()
        missing.push(from - outcomes.size)
        yield targets.slice(from, from + 100)
      }
    }
    await aborter.run(batches())
    expect(Math.max(...missing)).toBeLessThanOrEqual(512)
  })

  it('reports the failure of one upload, and aborts the others', async () => {
    const { server, targets, outcomes, aborter } = await startAborter()
    server.injectFault(forKey('/k7?'), respondWithError(403, 'AccessDenied'))
    expect(await aborter.run([targets])).toBeUndefined()
    expect(outcomes.get('k7')).toMatchObject({
      kind: 'failed',
      failure: { kind: 'access-denied', code: 'AccessDenied', requestId: 'tx-1' },
    })
    expect(server.left).toBe(1)
  })
})
