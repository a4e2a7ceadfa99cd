import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Progress } from '../../src/core/progress.js'
import { progressText, withProgress } from '../../src/output/progress.js'
import { aborts, lists, type Condition } from '../support/faults.js'
import { startOnTerminal } from '../support/pty.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'
import { bufferTerminal } from '../support/terminal.js'

const ESCAPE = '\u001b'

function slow(server: TestServer, condition: Condition, milliseconds: number): void {
  server.injectFault(
    condition,
    (incoming, outgoing) => void setTimeout(() => server.sandbox.handle(incoming, outgoing), milliseconds),
  )
}

describe('progress on a terminal', () => {
  it('shows what takes longer than 300 ms, and leaves nothing of it behind', async () => {
    const server = await startRealTimeServer()
    server.addMany(40)
    slow(server, lists, 700)
    slow(server, aborts, 150)
    const { code, stdout } = await startOnTerminal('abort-all --bucket bkt --yes', server.environment).ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/Listing: 0 uploads/)
    expect(stdout).toMatch(/Verifying █+ 40 of 40 · 0 uploads listed/)
    expect(lastScreenOf(stdout)).toMatch(/^Aborted 40 of 40 uploads/)
    expect(stdout.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${ESCAPE}[?25l`))
  })

  it.each([{ TERM: 'dumb' }, { CI: 'true' }, {}])(
    'is not there where all is quick, the terminal is dumb, or a CI service reads it: %o',
    async (environment) => {
      const server = await startRealTimeServer()
      server.add('k')
      if (Object.keys(environment).length > 0) slow(server, lists, 500)
      const { stdout } = await startOnTerminal('list --bucket bkt', { ...server.environment, ...environment }).ended
      expect(stdout).not.toMatch(/Listing/)
    },
  )
})

it('a terminal that has no columns gets no spinner, which would never end', async () => {
  const server = await startRealTimeServer()
  slow(server, lists, 500)
  const { code, stdout } = await startOnTerminal('list --bucket bkt', server.environment, 0).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'bkt has no incomplete uploads.\r\n' })
})

describe('progress in a pipe', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('is one plain line every 30 seconds', async () => {
    const terminal = bufferTerminal({})
    const progress = Object.assign(new Progress(), { pages: 3, listed: 3000 })
    const work = withProgress(
      { terminal, notices: terminal.stderr },
      progress,
      () => new Promise((resolve) => setTimeout(resolve, 65_000)),
    )
    await vi.advanceTimersByTimeAsync(70_000)
    await work
    expect(terminal.stderr.text).toBe('Listing: 3,000 uploads · 3 pages\n'.repeat(2))
  })

  it('counts the rate from the start of the aborts', async () => {
    const terminal = bufferTerminal({})
    const progress = new Progress()
    const work = withProgress(
      { terminal, notices: terminal.stderr },
      progress,
      () => new Promise((resolve) => setTimeout(resolve, 35_000)),
    )
    progress.startAborting(10_000)
    progress.done = 500 // The phase is seen only now.
    await vi.advanceTimersByTimeAsync(10_000)
    progress.done = 3_500
    await vi.advanceTimersByTimeAsync(30_000)
    await work
    expect(terminal.stderr.text).toMatch(/ · 10[01]\/s · 1m \d+s left\n$/)
  })
})

it('abort progress shows the count, the rate, the time left, the failures and the requests in flight', () => {
  const progress = new Progress()
  progress.startAborting(1000)
  Object.assign(progress, { done: 250, failed: 2, inFlight: 64 })
  expect(progressText(progress, { elapsed: 5_000, doneBefore: 0 })).toBe(
    'Aborting █████                250 of 1,000 · 50/s · 15s left · 2 failed · 64 in flight',
  )
})

it.each([
  ['in its first second', { elapsed: 50, doneBefore: 0 }, false],
  ['if it was seen late', { elapsed: 5_000, doneBefore: 250 }, false],
  ['once the run is stopped', { elapsed: 5_000, doneBefore: 0 }, true],
])('abort progress shows no rate and no time left %s', (_, start, isStopping) => {
  const progress = new Progress()
  progress.startAborting(1000)
  Object.assign(progress, { done: 250, inFlight: 64, isStopping })
  expect(progressText(progress, start)).toBe('Aborting █████                250 of 1,000 · 64 in flight')
})

it('progress fits the width: it leaves out the bar, and then its last parts', () => {
  const progress = new Progress()
  progress.startAborting(1_000_000)
  Object.assign(progress, { done: 250_000, failed: 2_000, inFlight: 256 })
  expect(progressText(progress, { elapsed: 300_000, doneBefore: 0 }, 78)).toBe(
    'Aborting: 250,000 of 1,000,000 · 833/s · 15m left · 2,000 failed',
  )
  expect(progressText(progress, { elapsed: 300_000, doneBefore: 0 }, 40)).toBe('Aborting: 250,000 of 1,000,000 · 833/s')
})

it('abort progress shows no bar and no time left if the listing continues', () => {
  const progress = new Progress()
  progress.startAborting(3000)
  Object.assign(progress, { done: 2500, isListing: true, inFlight: 64 })
  expect(progressText(progress, { elapsed: 5_000, doneBefore: 0 })).toBe(
    'Aborting: 2,500 of 3,000 uploads (still listing) · 500/s · 64 in flight',
  )
})

/** Returns the text that is left after everything that was erased. */
function lastScreenOf(stdout: string): string {
  return stripVTControlCharacters(stdout.split(`${ESCAPE}[0K`).at(-1) ?? '').trim()
}
