import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/time.js'
import { aborts, fakeSuccess, type Fault, html, respondWithError, reset, respond } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer } from '../support/server.js'

describe('abort-all', () => {
  it('reports counts that add up under random faults', async () => {
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
          const server = await startServer()
          server.addMany(6)
          let at = 0
          // Each abort meets the next fault of the script, and after that none.
          server.injectFault(
            (incoming) => aborts(incoming) && faults[script[at++] ?? 'fine'] !== undefined,
            (incoming, outgoing) => faults[script[at - 1] ?? 'fine']?.(incoming, outgoing),
          )
          const result = await server.run('abort-all --bucket bkt --yes --json')
          const { Summary } = outcomesOf(result)
          expect(Summary.Matched).toBe(6)
          if (Summary.Verified) expect(Summary.StillListed + Summary.Failed + Summary.Skipped).toBe(server.left)
          expect(result.code === 0).toBe(server.left === 0 && Summary.Verified)
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})

describe('formatDuration', () => {
  it('formats durations that parseDuration reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_500 * 86_400 }), (seconds) => {
        const shown = formatDuration(seconds * 1000)
        expect(parseDuration(shown.replace(' ', ''))).toBeLessThanOrEqual(seconds * 1000)
        expect(formatDuration(parseDuration(shown.replace(' ', '')))).toBe(shown)
      }),
    )
  })
})
