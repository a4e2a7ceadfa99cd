import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/time.js'
import { aborts, fakeSuccess, type Fault, html, respondWithError, reset, respond } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startStore } from '../support/store.js'

it('whatever goes wrong, the counts add up, and what is said to be left is left', async () => {
  const faults: Record<string, Fault | undefined> = {
    fine: undefined,
    slow: respondWithError(503, 'SlowDown'),
    broken: respondWithError(500, 'InternalError'),
    gone: respondWithError(404, 'NoSuchUpload'),
    denied: respondWithError(403, 'AccessDenied'),
    proxied: html(404),
    signIn: html(200),
    fakeSuccess,
    reset,
    odd: respond(400, 'what?'),
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(faults)), { minLength: 1, maxLength: 40 }),
      async (script) => {
        const store = await startStore()
        store.addMany(6)
        let at = 0
        // Each abort meets the next fault of the script, and after that none.
        store.injectFault(
          (incoming) => aborts(incoming) && faults[script[at++] ?? 'fine'] !== undefined,
          (incoming, outgoing) => faults[script[at - 1] ?? 'fine']?.(incoming, outgoing),
        )
        const result = await store.run('abort-all --bucket bkt --yes --json')
        const { Summary } = outcomesOf(result)
        expect(Summary.Matched).toBe(6)
        if (Summary.Verified) expect(Summary.StillListed + Summary.Failed + Summary.Skipped).toBe(store.left)
        expect(result.code === 0).toBe(store.left === 0 && Summary.Verified)
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)

it('a duration that is shown can be typed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 36_500 * 86_400 }), (seconds) => {
      const shown = formatDuration(seconds * 1000)
      expect(parseDuration(shown.replace(' ', ''))).toBeLessThanOrEqual(seconds * 1000)
      expect(formatDuration(parseDuration(shown.replace(' ', '')))).toBe(shown)
    }),
  )
})
