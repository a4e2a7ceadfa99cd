import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import { after, allOf, entry, first, forKey, lists, listsParts, page, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer, type TestServer } from '../support/server.js'

/** Starts a server whose first listing has only one of the uploads. */
async function startServerThatHides(): Promise<TestServer> {
  const server = await startServer()
  server.injectFault(first(1, lists), page(entry('shown', server.add('shown', DAY))))
  return server
}

describe('abort-all with uploads that only the second listing shows', () => {
  it('F76 aborts older ones with --yes', async () => {
    const server = await startServerThatHides()
    server.add('hidden', 6 * MINUTE)
    const result = await server.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 2, Aborted: 2, StartedSince: 0 })
  })

  it('F76 does not count uploads that the first listing showed and a condition excluded', async () => {
    const server = await startServer()
    server.add('old', 9 * DAY)
    server.add('new', 4 * MINUTE)
    const result = await server.run('abort-all --bucket bkt --older-than 7d --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, Aborted: 1, StartedSince: 0 })
  })

  it.each(['--yes --max 10', '--older-than 1m'])('F76 skips older ones with %s', async (words) => {
    const server = await startServerThatHides()
    server.add('hidden', DAY)
    const terminal = { tty: true, stdin: 'y\n' }
    const result = await server.run(`abort-all --bucket bkt --json ${words}`, terminal)
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result)).toMatchObject({
      Uploads: [{ Outcome: 'aborted' }, { Key: 'hidden', Outcome: 'skipped', Code: 'NotInPlan' }],
      Summary: { Matched: 2, Aborted: 1, Skipped: 1 },
    })
  })

  it('F76 skips those without a usable time', async () => {
    const server = await startServerThatHides()
    server.add('hidden', server.clock.now())
    const result = await server.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Uploads).toMatchObject([{}, { Outcome: 'skipped', Code: 'UnknownTime' }])
    expect(result.stderr).toContain(
      'Skipped: 1 upload, for example hidden\n  They appeared in a later listing, and the',
    )
  })

  it('F76 reports those that started less than five minutes before the run', async () => {
    const server = await startServerThatHides()
    server.add('hidden', 4 * MINUTE)
    const result = await server.run('abort-all --bucket bkt --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, StartedSince: 1 })
  })

  it('F76 does not abort uploads that are excluded by their parts', async () => {
    const server = await startServer()
    server.addWithParts('idle', [1], 9 * DAY, 8 * DAY)
    server.addWithParts('busy', [1], 9 * DAY, HOUR)
    const result = await server.run('abort-all --bucket bkt --idle-for 7d --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 1 })
    expect(outcomesOf(result).Summary).toMatchObject({ Matched: 1, Aborted: 1 })
  })
})

describe('abort-all --idle-for', () => {
  it('F77 lists the parts again before an abort if the first time is more than a minute ago', async () => {
    const server = await startServer()
    const uploadId = server.addWithParts('busy', [1], 9 * DAY, 8 * DAY)
    server.addWithParts('idle', [1], 9 * DAY, 8 * DAY)
    const listsIdle = allOf(listsParts, forKey('/idle'))
    server.injectFault(first(2, listsIdle), (incoming, outgoing) => {
      const part = { size: 1, modified: server.clock.now() }
      server.bucket.upload('busy', uploadId)?.parts.set(2, part)
      respondWithError(503, 'SlowDown', { 'retry-after': '60' })(incoming, outgoing)
    })
    const result = await server.run('abort-all --bucket bkt --idle-for 7d --yes --json')
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 1 })
    expect(outcomesOf(result).Uploads).toMatchObject([
      { Key: 'busy', Outcome: 'skipped', Code: 'NotInPlan' },
      { Key: 'idle', Outcome: 'aborted' },
    ])
  })

  it('F77 names the permission that this second request lacks, and sends no abort', async () => {
    const server = await startServer()
    server.addWithParts('idle', [1], 9 * DAY, 8 * DAY)
    server.injectFault(first(2, listsParts), respondWithError(503, 'SlowDown', { 'retry-after': '60' }))
    server.injectFault(after(1, listsParts), respondWithError(403, 'AccessDenied'))
    const result = await server.run('abort-all --bucket bkt --idle-for 7d --yes --json')
    expect({ code: result.code, deletes: server.deletes }).toEqual({ code: 4, deletes: [] })
    expect(outcomesOf(result).Uploads[0]).toMatchObject({ Outcome: 'failed', Code: 'AccessDenied' })
    expect(result.stderr).toContain('s3:ListMultipartUploadParts')
  })
})
