import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli.js'
import { TestClock } from '../support/clock.js'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'
import { bufferTerminal } from '../support/terminal.js'

describe('abort-all', () => {
  it('F51 aborts every upload once in two concurrent runs', async () => {
    const server = await startRealTimeServer()
    server.addMany(200)
    const results = await Promise.all([1, 2].map(() => server.run('abort-all --bucket bkt --yes --json')))
    expect(results.map(({ code }) => code)).toEqual([0, 0])
    const summaries = results.map((result) => outcomesOf(result).Summary)
    // A run that lists after the other has started to abort finds fewer.
    for (const { Matched, Aborted, AlreadyGone } of summaries) expect(Aborted + AlreadyGone).toBe(Matched)
    expect(summaries.reduce((sum, { Aborted }) => sum + Aborted, 0)).toBe(200)
    expect(server.left).toBe(0)
  })

  it('F59 aborts the remaining uploads of a run that was killed', async () => {
    const server = await startRealTimeServer()
    server.addMany(200)
    server.injectFault(aborts, server.handleAfter(50))
    const killed = start('abort-all --bucket bkt --yes', server.environment)
    await waitFor(() => server.deletes.length > 20)
    killed.child.kill('SIGKILL')
    expect((await killed.ended).code).toBe('SIGKILL')
    expect(server.left).toBeGreaterThan(0)
    expect(await server.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
  })
})

describe('cwmpu', () => {
  it('F72 reports an internal error without a stack trace, with exit code 1', async () => {
    const terminal = bufferTerminal({})
    const code = await run(['list', '--bucket', 'bkt'], {
      terminal,
      environment: {},
      clock: new TestClock(),
      signal: new AbortController().signal,
      connect: () => Promise.reject(new TypeError('x is not a function')),
      diagnose: () => Promise.reject(new TypeError('x is not a function')),
      readFile: () => Readable.from([]),
    })
    expect(code).toBe(1)
    expect(terminal.stderr.text).toBe('error: Internal error: x is not a function. Please report it.\n')
  })
})
