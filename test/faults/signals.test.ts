import { describe, expect, it } from 'vitest'
import { aborts, after, allOf, hang, lists } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

/** Starts a server that responds to an abort after 100 ms, so that a test can interrupt the run. */
async function startSlowServer(): Promise<TestServer> {
  const server = await startRealTimeServer()
  server.addMany(400)
  server.injectFault(aborts, server.handleAfter(100))
  return server
}

describe('cwmpu on a signal', () => {
  it.each([
    ['F56 finishes requests in flight and prints the counts on SIGINT', 'SIGINT', 130],
    ['F58 finishes requests in flight and prints the counts on SIGTERM', 'SIGTERM', 143],
    ['F58 finishes requests in flight and prints the counts on SIGHUP', 'SIGHUP', 129],
  ] as const)('%s', async (_, signal, code) => {
    const server = await startSlowServer()
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    await waitFor(() => server.deletes.length > 20)
    running.child.kill(signal)
    await waitFor(() => running.stderr.includes('Stopping. '))
    const result = await running.ended
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(/Stopping\. Waiting up to 10s for \d+ requests?\. Press Ctrl-C again to exit now\./)
    const { Aborted, Skipped, Matched } = outcomesOf({ ...result, code }).Summary
    expect(Matched).toBe(400)
    expect(Aborted).toBe(400 - server.left)
    expect(Skipped).toBe(server.left)
    expect(server.left).toBeGreaterThan(0)

    expect((await start('abort-all --bucket bkt --yes', server.environment).ended).code).toBe(0)
    expect(server.left).toBe(0)
  })

  it('F57 exits at once on a second signal', async () => {
    const server = await startRealTimeServer()
    server.addMany(20)
    server.injectFault(after(10, aborts), hang)
    const running = start('abort-all --bucket bkt --yes', server.environment)
    await waitFor(() => server.deletes.length > 10)
    running.child.kill('SIGINT')
    await waitFor(() => running.stderr.includes('Stopping. '))
    const signaledAt = performance.now()
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(performance.now() - signaledAt).toBeLessThan(500)
  })

  it('F56 waits at most ten seconds for a response', async () => {
    const server = await startRealTimeServer()
    server.addMany(3)
    server.injectFault(aborts, hang)
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    await waitFor(() => server.deletes.length === 3)
    const signaledAt = performance.now()
    running.child.kill('SIGINT')
    const result = await running.ended
    expect(performance.now() - signaledAt).toBeLessThan(11_000)
    expect(result.code).toBe(130)
    expect(outcomesOf({ ...result, code: 130 }).Summary).toMatchObject({ Matched: 3, Aborted: 0 })
  })

  it('F55 exits with 130 on SIGINT while it checks for objects', async () => {
    const server = await startRealTimeServer()
    server.addMany(3)
    server.injectFault(({ url }) => url?.includes('list-type') === true, hang)
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    await waitFor(() => server.requests.some((request) => request.includes('list-type')))
    running.child.kill('SIGINT')
    const result = await running.ended
    expect(result.code).toBe(130)
    expect(outcomesOf({ ...result, code: 130 }).Summary).toMatchObject({ Aborted: 3, Verified: true })
  })

  it('F55 ends a document that SIGINT cut short with its reason', async () => {
    const server = await startRealTimeServer({ pageSize: 2 })
    server.addMany(4)
    server.injectFault(after(1, lists), hang)
    const running = start('list --bucket bkt --json', server.environment)
    await waitFor(() => running.stdout.includes('k1'))
    running.child.kill('SIGINT')
    expect(JSON.parse((await running.ended).stdout)).toMatchObject({
      Complete: false,
      Error: { Code: 'Interrupted', Message: 'The run was stopped by a signal.' },
      ExitCode: 130,
    })
  })

  it.each([
    ['F55 exits at once on SIGINT while listing', 'SIGINT', 130],
    ['F58 exits at once on SIGTERM while listing', 'SIGTERM', 143],
  ] as const)('%s', async (_, signal, code) => {
    const server = await startRealTimeServer()
    server.injectFault(() => true, hang)
    const running = start('list --bucket bkt', server.environment)
    await waitFor(() => server.requests.length === 1)
    const signaledAt = performance.now()
    running.child.kill(signal)
    expect(await running.ended).toEqual({ code, stdout: '', stderr: '' })
    expect(performance.now() - signaledAt).toBeLessThan(500)
  })

  it('F58 reports the outcomes as not verified on SIGTERM while verifying', async () => {
    const server = await startRealTimeServer()
    server.addMany(20)
    server.injectFault(
      allOf(lists, () => server.deletes.length > 0),
      hang,
    )
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    await waitFor(() => server.requests.length > 21)
    const signaledAt = performance.now()
    running.child.kill('SIGTERM')
    const result = await running.ended
    expect(performance.now() - signaledAt).toBeLessThan(500)
    expect(result.code).toBe(143)
    expect(result.stderr).toMatch(/^Aborted 20 of 20 uploads( in .*)?\. Not verified\.\n$/m)
    expect(outcomesOf({ ...result, code: 143 }).Summary).toMatchObject({ Aborted: 20, Verified: false })
  })
})

describe('cwmpu with a reader that closes the pipe or is slow', () => {
  it('F60 exits with 0 and no message if the reader closes the pipe after the first line', async () => {
    const server = await startRealTimeServer()
    server.addMany(5000)
    const running = start('list --bucket bkt', server.environment)
    running.child.stdout?.once('data', () => running.child.stdout?.destroy())
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('F61 prints the summary on stderr if the reader closes the pipe before the outcomes', async () => {
    const server = await startRealTimeServer()
    server.addMany(20)
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    running.child.stdout?.destroy()
    const { stderr } = await running.ended
    expect(stderr).toMatch(
      /^Aborted 20 of 20 uploads( in .*)?\.\nbkt has no incomplete uploads\. No objects or versions found\.\n$/,
    )
    expect(server.left).toBe(0)
  })

  it('F62 writes all output to a slow reader', async () => {
    const server = await startRealTimeServer()
    server.addMany(5000)
    const running = start('list --bucket bkt --json', server.environment)
    running.child.stdout?.pause()
    setTimeout(() => running.child.stdout?.resume(), 500)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { Uploads: unknown[] }).Uploads).toHaveLength(5000)
  })
})
