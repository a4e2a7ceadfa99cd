import { describe, expect, it } from 'vitest'
import { DAY, HOUR, SECOND } from '../../src/core/time.js'
import { TestClock } from '../support/clock.js'
import { startStore, type TestStore } from '../support/store.js'

/** Starts a server with an upload that is five days old, and with a clock that differs from the local one. */
async function startStoreAhead(difference: number): Promise<TestStore> {
  const clock = new TestClock()
  const store = await startStore({ clock, now: () => clock.now() + difference })
  store.add('k', 5 * DAY)
  return store
}

describe('a server whose clock differs from the local one', () => {
  it.each([
    ['three days ahead', 3 * DAY],
    ['in the year 9999', Date.UTC(9999, 0) - Date.UTC(2026, 10, 22)],
  ])('F78 %s makes no upload old enough to abort', async (_, difference) => {
    const store = await startStoreAhead(difference)
    const result = await store.run('abort-all --bucket bkt --older-than 7d --yes')
    expect({ code: result.code, left: store.left, deletes: store.deletes }).toEqual({
      code: 0,
      left: 1,
      deletes: [],
    })
    expect(result.stderr).toContain('differ by more than an hour')
  })

  it('F78 three days ahead makes verify count the upload', async () => {
    const store = await startStoreAhead(3 * DAY)
    const { code, stdout } = await store.run('verify --bucket bkt --older-than 7d --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 1, Clear: false })
  })

  it.each([
    ['behind', -3 * SECOND],
    ['ahead', 3 * SECOND],
  ])('F78 three seconds %s aborts what was there before the run, without a warning', async (_, difference) => {
    const store = await startStoreAhead(difference)
    const { code, stderr } = await store.run('abort-all --bucket bkt --older-than 1d --yes')
    expect({ code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(stderr).not.toContain('warning')
  })

  it('F78 marks the uploads as recent that are counted as recent', async () => {
    const store = await startStoreAhead(3 * DAY)
    store.bucket.addUpload('young', store.clock.now() - HOUR)
    const { stdout } = await store.run('list --bucket bkt', { tty: true })
    expect(stdout).toMatch(/^ {2}3d\* .*young/m)
    expect(stdout).toContain('* 1 started in the last 24 hours')
  })

  it('F79 counts an upload of an impossible time as of unknown age', async () => {
    const store = await startStore()
    store.add('epoch', store.clock.now())
    store.add('future', -2 * DAY)
    store.add('young', HOUR)
    const verified = await store.run('verify --bucket bkt --older-than 7d --json')
    expect(verified.code).toBe(8)
    expect(JSON.parse(verified.stdout)).toMatchObject({ Remaining: 2, AgeUnknown: 2 })
    expect(verified.stderr).toContain('warning: Counted 2 uploads as remaining.')
    expect(await store.run('abort-all --bucket bkt --older-than 7d --yes')).toMatchObject({ code: 0 })
    expect(store.deletes).toEqual([])
  })
})
