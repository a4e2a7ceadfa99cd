import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { Progress } from '../../../src/core/progress.js'
import { Aborting } from '../../../src/s3/aborting/aborting.js'
import { RequestError } from '../../../src/s3/requests/request-error.js'
import { TestClock } from '../../support/clock.js'

const targets = Array.from({ length: 1000 }, (_, index) => ({ key: `k${index}`, uploadId: 'u' }))

/** Aborts all targets, each answered by `ask`, and counts. */
function abortingBy(ask: (key: string) => Promise<Outcome>) {
  const counts = { asked: 0, reported: 0 }
  const aborting = new Aborting({
    ask: ({ key }) => {
      counts.asked++
      return ask(key)
    },
    explain: () => ({ kind: 'denied', code: 'AccessDenied', message: 'no' }),
    report: () => counts.reported++,
    progress: new Progress(),
    clock: new TestClock(),
    stop: new AbortController().signal,
  })
  return { counts, run: () => aborting.run([targets]) }
}

describe('a bug in the middle', () => {
  it.each([
    ['an Error', new TypeError('a bug')],
    ['anything else', 'a bug'],
  ])('%s ends the run, once what is under way has ended; nothing more is sent', async (_, bug) => {
    const { counts, run } = abortingBy(async (key) => {
      await new Promise(setImmediate)
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the point of it
      if (key === 'k9') throw bug
      return { kind: 'aborted' }
    })
    await expect(run()).rejects.toThrow('a bug')
    expect(counts.reported).toBe(counts.asked - 1)
    expect(counts.asked).toBeLessThan(targets.length)
  })
})

it('refusals without a success give up, and every upload that was asked for is reported', async () => {
  const refusal = new RequestError({ kind: 'answered', status: 403, code: 'AccessDenied', message: '' })
  const { counts, run } = abortingBy(() => Promise.reject(refusal))
  expect(await run()).toMatchObject({ code: 'AccessDenied' })
  expect(counts.reported).toBe(counts.asked)
  expect(counts.asked).toBeLessThan(20)
})
