import { describe, expect, it } from 'vitest'
import { aborts, after, allOf, entry, first, html, forKey, lists, page, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer, type TestServer } from '../support/server.js'

const abortAll = 'abort-all --bucket bkt --yes --json'

/** Starts a server with five full pages of two uploads. The sixth page is empty. */
async function startServerOfTen(): Promise<TestServer> {
  const server = await startServer({ pageSize: 2 })
  server.addMany(10)
  return server
}

/** Returns the order of the requests: `L` for each page of a listing, `D` for each abort. */
function orderOf({ requests }: TestServer): string {
  const letters = requests.map((request) => (request.startsWith('DELETE') ? 'D' : 'L'))
  return letters.filter((_, index) => /^DELETE|uploads=/.test(requests[index] ?? '')).join('')
}

describe('abort-all while it lists', () => {
  it('aborts before the listing ends if --yes is used', async () => {
    const server = await startServerOfTen()
    server.injectFault(after(2, lists), server.handleAfter(50))
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 10, Aborted: 10, Complete: true, Verified: true })
    expect(orderOf(server)).toMatch(/^LLLD+LD+LD+LD+L$/)
  })

  it('lists all uploads before aborting if --max or a prompt is used', async () => {
    for (const words of ['--yes --max 10', '--older-than 1m']) {
      const server = await startServerOfTen()
      const { code } = await server.run(`abort-all --bucket bkt ${words}`, { tty: true, stdin: 'y\n' })
      expect({ words, code, order: orderOf(server) }).toEqual({ words, code: 0, order: 'LLLLLLDDDDDDDDDDL' })
    }
  })

  it('F73 aborts nothing until the second page is valid', async () => {
    const server = await startServerOfTen()
    server.injectFault(after(1, lists), html(200))
    const { code, stderr } = await server.run('abort-all --bucket bkt --yes')
    expect({ code, deletes: server.deletes }).toEqual({ code: 7, deletes: [] })
    expect(stderr).toMatch(
      /^error: Cannot list uploads in "bkt"\. http:.* returned an invalid response \(an HTML page\)\. Check --endpoint\.\n$/,
    )
  })

  it('F73 reports the aborts so far as not verified if a later page is invalid', async () => {
    const server = await startServerOfTen()
    server.injectFault(after(2, lists), html(200))
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 7, left: 8 })
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

  it('F73 aborts only uploads of earlier pages if pages repeat', async () => {
    const server = await startServer()
    for (const key of ['a', 'b', 'a']) server.injectFault(first(1, lists), page(entry(key, key), { isTruncated: true }))
    const { code } = await server.run(abortAll)
    expect(code).toBe(7)
    expect(server.deletes).toEqual(['DELETE /bkt/a?uploadId=a'])
  })

  it('F74 tries the other uploads after the listing if the first aborts are denied', async () => {
    const server = await startServer({ pageSize: 8 })
    server.addMany(40, 'a/')
    server.addMany(20, 'b/')
    server.injectFault(allOf(aborts, forKey('/a/')), respondWithError(403, 'AccessDenied'))
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 40 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 60, Aborted: 20, Failed: 40 })
  })

  it('F74 aborts the others if the uploads of most keys are denied', async () => {
    const server = await startServer()
    server.addMany(85, 'a/')
    server.addMany(15, 'z/')
    server.injectFault(allOf(aborts, forKey('/a/')), respondWithError(403, 'AccessDenied'))
    const result = await server.run(abortAll)
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 85 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 100, Aborted: 15, Failed: 85 })
  })

  it('F74 stops after a few requests and counts all uploads if every abort is denied', async () => {
    const server = await startServer({ pageSize: 8 })
    server.addMany(100)
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const result = await server.run(abortAll)
    expect(result.code).toBe(4)
    expect(server.deletes.length).toBeLessThan(50)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 100, Aborted: 0, Complete: true })
    expect(result.stderr).toMatch(/s3:AbortMultipartUpload/)
  })

  it('F75 counts an upload that starts during the listing, and does not abort it', async () => {
    const server = await startServerOfTen()
    server.observe((incoming) => {
      if (lists(incoming) && !server.bucket.uploads.has('new'))
        server.bucket.addUpload('z', server.clock.now() + 2_000, 'new')
    })
    const result = await server.run(abortAll)
    expect(result.code).toBe(0)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 10, Aborted: 10, StartedSince: 1 })
    expect([...server.bucket.uploads.keys()]).toEqual(['new'])
  })

  it('F48 aborts an upload once if a later page repeats it', async () => {
    const server = await startServer()
    const entries = ['a', 'b', 'c', 'a'].map((key) => entry(key, key))
    entries.forEach((text, index) =>
      server.injectFault(
        first(1, lists),
        page(index === 3 ? text + entry('d', 'd') : text, { isTruncated: index < 3 }),
      ),
    )
    server.injectFault(aborts, respondWithError(404, 'NoSuchUpload'))
    const result = await server.run(abortAll)
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 4, AlreadyGone: 4, Verified: true })
    expect(server.deletes).toHaveLength(4)
  })
})
