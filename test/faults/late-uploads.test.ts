import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import { both, entry, first, forKey, lists, listsParts, page, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startStore, type TestStore } from '../support/store.js'

/** Starts a store whose first listing lacks all uploads but one. */
async function startStoreThatHides(): Promise<TestStore> {
  const store = await startStore()
  store.injectFault(first(1, lists), page(entry('shown', store.add('shown', DAY))))
  return store
}

describe('abort-all with uploads that only the second listing shows', () => {
  it('F76 aborts older ones with --yes', async () => {
    const store = await startStoreThatHides()
    store.add('hidden', 6 * MINUTE)
    const result = await store.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 2, Aborted: 2, StartedSince: 0 })
  })

  it('F76 does not count uploads that the first listing showed and a condition excluded', async () => {
    const store = await startStore()
    store.add('old', 9 * DAY)
    store.add('new', 4 * MINUTE)
    const result = await store.run('abort-all --bucket bkt --older-than 7d --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, Aborted: 1, StartedSince: 0 })
  })

  it.each(['--yes --max 10', '--older-than 1m'])('F76 skips older ones with %s', async (words) => {
    const store = await startStoreThatHides()
    store.add('hidden', DAY)
    const terminal = { tty: true, stdin: 'y\n' }
    const result = await store.run(`abort-all --bucket bkt --json ${words}`, terminal)
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result)).toMatchObject({
      Uploads: [{ Outcome: 'aborted' }, { Key: 'hidden', Outcome: 'skipped', Code: 'NotInPlan' }],
      Summary: { Matched: 2, Aborted: 1, Skipped: 1 },
    })
  })

  it('F76 skips those without a usable time', async () => {
    const store = await startStoreThatHides()
    store.add('hidden', store.clock.now())
    const result = await store.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Uploads).toMatchObject([{}, { Outcome: 'skipped', Code: 'UnknownTime' }])
  })

  it('F76 reports those that started less than five minutes before the run', async () => {
    const store = await startStoreThatHides()
    store.add('hidden', 4 * MINUTE)
    const result = await store.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, StartedSince: 1 })
  })

  it('F76 leaves alone uploads that do not match by their parts', async () => {
    const store = await startStore()
    store.addSized('idle', [1], 9 * DAY, 8 * DAY)
    store.addSized('busy', [1], 9 * DAY, HOUR)
    const result = await store.run('abort-all --bucket bkt --idle-for 7d --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, Aborted: 1 })
  })
})

describe('abort-all --idle-for', () => {
  it('F77 lists the parts again before an abort if the first time is more than a minute ago', async () => {
    const store = await startStore()
    const uploadId = store.addSized('busy', [1], 9 * DAY, 8 * DAY)
    store.addSized('idle', [1], 9 * DAY, 8 * DAY)
    const listsIdle = both(listsParts, forKey('/idle'))
    store.injectFault(first(2, listsIdle), (incoming, outgoing) => {
      const part = { number: 2, size: 1, modified: store.clock.now() }
      store.bucket.upload('busy', uploadId)?.parts.set(2, part)
      respondWithError(503, 'SlowDown', { 'retry-after': '60' })(incoming, outgoing)
    })
    const result = await store.run('abort-all --bucket bkt --idle-for 7d --yes --json')
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Uploads).toMatchObject([
      { Key: 'busy', Outcome: 'skipped', Code: 'NotInPlan' },
      { Key: 'idle', Outcome: 'aborted' },
    ])
  })
})
