import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { TestClock } from '../support/clock.js'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'
import { run } from '../../src/cli.js'
import { bufferTerminal } from '../support/terminal.js'

it('F51 two runs at once both end well, and their counts add up', async () => {
  const store = await startRealTimeStore()
  store.addMany(200)
  const results = await Promise.all([1, 2].map(() => store.run('abort-all --bucket bkt --yes --json')))
  expect(results.map(({ code }) => code)).toEqual([0, 0])
  const summaries = results.map((result) => outcomesOf(result).Summary)
  // One that lists after the other has begun to abort sees fewer.
  for (const { Matched, Aborted, AlreadyGone } of summaries) expect(Aborted + AlreadyGone).toBe(Matched)
  expect(summaries.reduce((sum, { Aborted }) => sum + Aborted, 0)).toBe(200)
  expect(store.left).toBe(0)
})

it('F59 a run that was killed is finished by the next', async () => {
  const store = await startRealTimeStore()
  store.addMany(200)
  store.injectFault(aborts, (incoming, outgoing) =>
    setTimeout(() => {
      store.sandbox.handle(incoming, outgoing)
    }, 50),
  )
  const killed = start('abort-all --bucket bkt --yes', store.environment)
  await waitFor(() => store.deletes.length > 20)
  killed.child.kill('SIGKILL')
  expect((await killed.ended).code).toBe('SIGKILL')
  expect(store.left).toBeGreaterThan(0)
  expect(await store.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
  expect(store.left).toBe(0)
})

it('F72 a bug is one sentence and exit 1, never a stack trace', async () => {
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
