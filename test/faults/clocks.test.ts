import { describe, expect, it } from 'vitest'
import { DAY, HOUR, SECOND } from '../../src/core/time.js'
import { TestClock } from '../support/clock.js'
import { startServer, type TestServer } from '../support/server.js'

/** Starts a server whose clock differs from the local one, with an upload that is five days old. */
async function startServerAhead(difference: number): Promise<TestServer> {
  const clock = new TestClock()
  const server = await startServer({ clock, now: () => clock.now() + difference })
  server.add('k', 5 * DAY)
  return server
}

describe('cwmpu with a server whose clock differs from the local one', () => {
  it.each([
    ['three days ahead', 3 * DAY],
    ['in the year 9999', Date.UTC(9999, 0) - Date.UTC(2026, 10, 22)],
  ])('F78 aborts no young upload if the server clock is %s', async (_, difference) => {
    const server = await startServerAhead(difference)
    const result = await server.run('abort-all --bucket bkt --older-than 7d --yes')
    expect({ code: result.code, left: server.left, deletes: server.deletes }).toEqual({ code: 0, left: 1, deletes: [] })
    expect(result.stderr).toContain('differ by more than an hour')
  })

  it('F78 counts the upload in verify if the server clock is three days ahead', async () => {
    const server = await startServerAhead(3 * DAY)
    const { code, stdout } = await server.run('verify --bucket bkt --older-than 7d --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 1, Clear: false })
  })

  it.each([
    ['behind', -3 * SECOND],
    ['ahead', 3 * SECOND],
  ])('F78 aborts older uploads without a warning if the server clock is three seconds %s', async (_, difference) => {
    const server = await startServerAhead(difference)
    const { code, stderr } = await server.run('abort-all --bucket bkt --older-than 1d --yes')
    expect({ code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(stderr).not.toContain('warning')
  })

  it.each([
    ['list bkt', 'Ages use the clock of the server.'],
    ['list bkt --idle-for 1d', 'Conditions on age must hold by both.'],
    ['verify bkt --idle-for 1d', 'Conditions on age can hold by either.'],
  ])('F78 warns of clocks that differ in %s', async (words, rule) => {
    const server = await startServerAhead(3 * HOUR)
    expect((await server.run(words)).stderr).toBe(
      `warning: The clock of the server and the local clock differ by more than an hour. ${rule}\n`,
    )
  })

  it('F78 marks the uploads as recent that are counted as recent', async () => {
    const server = await startServerAhead(3 * DAY)
    server.bucket.addUpload('young', server.clock.now() - HOUR)
    const { stdout } = await server.run('list --bucket bkt', { tty: true })
    expect(stdout).toMatch(/^ {2}3d\* .*young/m)
    expect(stdout).toContain('* 1 started in the last 24 hours')
  })

  it('F79 counts an upload with an impossible time as of unknown age', async () => {
    const server = await startServer()
    server.add('epoch', server.clock.now())
    server.add('future', -2 * DAY)
    server.add('young', HOUR)
    const verified = await server.run('verify --bucket bkt --older-than 7d --json')
    expect(verified.code).toBe(8)
    expect(JSON.parse(verified.stdout)).toMatchObject({ Remaining: 2, AgeUnknown: 2 })
    expect(verified.stderr).toContain('warning: Counted 2 uploads as remaining.')
    expect(await server.run('abort-all --bucket bkt --older-than 7d --yes')).toMatchObject({ code: 0 })
    expect(server.deletes).toEqual([])
  })
})
