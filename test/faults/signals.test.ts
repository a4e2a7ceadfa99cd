import { describe, expect, it } from 'vitest'
import { aborts, after, both, hang, lists } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeStore, type TestStore } from '../support/store.js'

/** A store that answers an abort after a while, so that there is time to interrupt. */
async function startSlowStore(): Promise<TestStore> {
  const store = await startRealTimeStore()
  store.addMany(400)
  store.injectFault(aborts, (incoming, outgoing) =>
    setTimeout(() => {
      store.sandbox.handle(incoming, outgoing)
    }, 100),
  )
  return store
}

describe('a signal', () => {
  it.each([
    ['F56 SIGINT', 'SIGINT', 130],
    ['F58 SIGTERM', 'SIGTERM', 143],
    ['F58 SIGHUP', 'SIGHUP', 129],
  ] as const)('%s finishes requests in flight and prints the counts', async (_, signal, code) => {
    const store = await startSlowStore()
    const running = start('abort-all --bucket bkt --yes --json', store.environment)
    await waitFor(() => store.deletes.length > 20)
    running.child.kill(signal)
    await waitFor(() => running.stderr.includes('Stopping. '))
    const result = await running.ended
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(/Stopping\. Waiting up to 10s for \d+ requests?\. Press Ctrl-C again to exit now\./)
    const { Aborted, Skipped, Matched } = outcomesOf({ ...result, code }).Summary
    expect(Matched).toBe(400)
    expect(Aborted).toBe(400 - store.left)
    expect(Skipped).toBe(store.left)
    expect(store.left).toBeGreaterThan(0)

    expect((await start('abort-all --bucket bkt --yes', store.environment).ended).code).toBe(0)
    expect(store.left).toBe(0)
  })

  it('F57 a second one leaves at once', async () => {
    const store = await startRealTimeStore()
    store.addMany(20)
    store.injectFault(after(10, aborts), hang)
    const running = start('abort-all --bucket bkt --yes', store.environment)
    await waitFor(() => store.deletes.length > 10)
    running.child.kill('SIGINT')
    await waitFor(() => running.stderr.includes('Stopping. '))
    const asked = performance.now()
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(performance.now() - asked).toBeLessThan(500)
  })

  it('F56 does not wait longer than ten seconds for an answer', async () => {
    const store = await startRealTimeStore()
    store.addMany(3)
    store.injectFault(aborts, hang)
    const running = start('abort-all --bucket bkt --yes --json', store.environment)
    await waitFor(() => store.deletes.length === 3)
    const asked = performance.now()
    running.child.kill('SIGINT')
    const result = await running.ended
    expect(performance.now() - asked).toBeLessThan(11_000)
    expect(result.code).toBe(130)
    expect(outcomesOf({ ...result, code: 130 }).Summary).toMatchObject({ Matched: 3, Aborted: 0 })
  })

  it.each([
    ['F55 SIGINT', 'SIGINT', 130],
    ['F58 SIGTERM', 'SIGTERM', 143],
  ] as const)('%s while listing: out at once', async (_, signal, code) => {
    const store = await startRealTimeStore()
    store.injectFault(() => true, hang)
    const running = start('list --bucket bkt', store.environment)
    await waitFor(() => store.requests.length === 1)
    const asked = performance.now()
    running.child.kill(signal)
    expect(await running.ended).toEqual({ code, stdout: '', stderr: '' })
    expect(performance.now() - asked).toBeLessThan(500)
  })

  it('F58 SIGTERM while verifying: what was claimed is reported, as not verified', async () => {
    const store = await startRealTimeStore()
    store.addMany(20)
    store.injectFault(
      both(lists, () => store.deletes.length > 0),
      hang,
    )
    const running = start('abort-all --bucket bkt --yes --json', store.environment)
    await waitFor(() => store.requests.length > 21)
    const asked = performance.now()
    running.child.kill('SIGTERM')
    const result = await running.ended
    expect(performance.now() - asked).toBeLessThan(500)
    expect(result.code).toBe(143)
    expect(result.stderr).toMatch(/\nAborted 20 of 20 uploads( in .*)?\. Not verified\.\n$/)
    expect(outcomesOf({ ...result, code: 143 }).Summary).toMatchObject({ Aborted: 20, Verified: false })
  })
})

describe('a reader that goes away', () => {
  it('F60 after the first line: quiet', async () => {
    const store = await startRealTimeStore()
    store.addMany(5000)
    const running = start('list --bucket bkt', store.environment)
    running.child.stdout?.once('data', () => running.child.stdout?.destroy())
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('F61 before the outcomes: the summary is on stderr', async () => {
    const store = await startRealTimeStore()
    store.addMany(20)
    const running = start('abort-all --bucket bkt --yes --json', store.environment)
    running.child.stdout?.destroy()
    const { stderr } = await running.ended
    expect(stderr).toMatch(
      /^Aborted 20 of 20 uploads( in .*)?\.\nbkt has no incomplete uploads\. No objects or versions found\.\n$/,
    )
    expect(store.left).toBe(0)
  })

  it('F62 a slow one gets everything', async () => {
    const store = await startRealTimeStore()
    store.addMany(5000)
    const running = start('list --bucket bkt --json', store.environment)
    running.child.stdout?.pause()
    setTimeout(() => running.child.stdout?.resume(), 500)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { Uploads: unknown[] }).Uploads).toHaveLength(5000)
  })
})
