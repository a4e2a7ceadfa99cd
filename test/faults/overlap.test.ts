import { describe, expect, it } from 'vitest'
import { aborts, after, both, entry, first, html, forKey, lists, page, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startStore, type TestStore } from '../support/store.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

/** Five full pages of two uploads each, so that a sixth is requested. */
async function startStoreOfTen(): Promise<TestStore> {
  const store = await startStore({ pageSize: 2 })
  store.addMany(10)
  return store
}

/** `L` for each page of a listing, `D` for each abort, as they came. */
function course({ requests }: TestStore): string {
  const letters = requests.map((request) => (request.startsWith('DELETE') ? 'D' : 'L'))
  return letters.filter((_, index) => /^DELETE|uploads=/.test(requests[index] ?? '')).join('')
}

describe('aborting while the listing goes on', () => {
  it('is what abort-all does with --yes', async () => {
    const store = await startStoreOfTen()
    store.injectFault(after(2, lists), (incoming, outgoing) => {
      setTimeout(() => {
        store.sandbox.handle(incoming, outgoing)
      }, 50)
    })
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({
      Matched: 10,
      Aborted: 10,
      Complete: true,
      Verified: true,
    })
    expect(course(store)).toMatch(/^LLLD+LD+LD+LD+L$/)
  })

  it('lists all uploads before aborting if --max or a prompt is used', async () => {
    for (const words of ['--yes --max 10', '--older-than 1m']) {
      const store = await startStoreOfTen()
      const { code } = await store.run(`abort-all --bucket bkt ${words}`, { tty: true, stdin: 'y\n' })
      expect({ words, code, course: course(store) }).toEqual({ words, code: 0, course: 'LLLLLLDDDDDDDDDDL' })
    }
  })

  it('F73 aborts nothing until the second page is valid', async () => {
    const store = await startStoreOfTen()
    store.injectFault(after(1, lists), html(200))
    const { code, stderr } = await store.run('abort-all --bucket bkt --yes')
    expect({ code, deletes: store.deletes }).toEqual({ code: 7, deletes: [] })
    expect(stderr).toMatch(
      /^error: Cannot list uploads in "bkt"\. http:.* returned an invalid response \(an HTML page\)\. Check --endpoint\.\n$/,
    )
  })

  it('F73 reports the aborts so far as not verified if a later page is invalid', async () => {
    const store = await startStoreOfTen()
    store.injectFault(after(2, lists), html(200))
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 7, left: 8 })
    expect(outcomesOf(result).Summary).toMatchObject({
      Matched: 4,
      Aborted: 2,
      Skipped: 2,
      Complete: false,
      Verified: false,
    })
    expect(result.stderr).toMatch(
      /\nerror: Cannot list uploads in "bkt"\. http:.* returned an invalid response \(an HTML page\)\. Check --endpoint\.\n$/,
    )
  })

  it('F73 pages that go in a circle: no more than was on those before', async () => {
    const store = await startStore()
    for (const key of ['a', 'b', 'a']) store.injectFault(first(1, lists), page(entry(key, key), { isTruncated: true }))
    const { code } = await store.run(abortAll)
    expect(code).toBe(7)
    expect(store.deletes).toEqual(['DELETE /bkt/a?uploadId=a'])
  })

  it('F74 where all that comes first is denied, the rest is tried once the whole is known', async () => {
    const store = await startStore({ pageSize: 8 })
    store.addMany(40, 'a/')
    store.addMany(20, 'b/')
    store.injectFault(both(aborts, forKey('/a/')), respondWithError(403, 'AccessDenied'))
    const result = await store.run(abortAll)
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 40 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 60, Aborted: 20, Failed: 40 })
  })

  it('F74 where everything is denied, it stops within a few requests, and has counted the whole', async () => {
    const store = await startStore({ pageSize: 8 })
    store.addMany(100)
    store.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const result = await store.run(abortAll)
    expect(result.code).toBe(4)
    expect(store.deletes.length).toBeLessThan(24)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 100, Aborted: 0, Complete: true })
    expect(result.stderr).toMatch(/s3:AbortMultipartUpload/)
  })

  it('F75 an upload that begins while the listing goes on is counted, and left alone', async () => {
    const store = await startStoreOfTen()
    store.injectFault(
      (incoming) => {
        if (lists(incoming) && !store.bucket.uploads.has('new'))
          store.bucket.addUpload('z', store.clock.now() + 2_000, 'new')
        return false
      },
      () => undefined,
    )
    const result = await store.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 10, Aborted: 10, StartedSince: 1 })
    expect([...store.bucket.uploads.keys()]).toEqual(['new'])
  })

  it('F48 an upload that a server lists again pages later is aborted once', async () => {
    const store = await startStore()
    const entries = ['a', 'b', 'c', 'a'].map((key) => entry(key, key))
    entries.forEach((text, index) =>
      store.injectFault(first(1, lists), page(index === 3 ? text + entry('d', 'd') : text, { isTruncated: index < 3 })),
    )
    store.injectFault(aborts, respondWithError(404, 'NoSuchUpload'))
    const result = await store.run(abortAll)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 4, AlreadyGone: 4, Verified: true })
    expect(store.deletes).toHaveLength(4)
  })
})
