import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outcome, reconcileOutcome, summarize, exitStatusOf } from '../../src/core/outcome.js'

const aborted: Outcome = { kind: 'aborted' }
const gone: Outcome = { kind: 'already-gone' }
const still: Outcome = { kind: 'still-listed' }
const skipped: Outcome = { kind: 'skipped', code: 'Stopped' }
const denied: Outcome = {
  kind: 'failed',
  failure: { kind: 'access-denied', code: 'AccessDenied', message: 'no' },
}
const slow: Outcome = { kind: 'failed', failure: { kind: 'retryable', code: 'SlowDown', message: 'later' } }

describe('settle holds a claim against a fresh listing', () => {
  it.each([
    ['aborted, and gone', aborted, false, aborted],
    ['aborted, but listed', aborted, true, still],
    ['already gone, but listed', gone, true, still],
    ['failed, but gone', slow, false, gone],
    ['failed, and listed', slow, true, slow],
    ['not tried, but gone', skipped, false, gone],
    ['not tried, and listed', skipped, true, skipped],
  ])('%s', (_, claim, isListed, outcome) => {
    expect(reconcileOutcome(claim, isListed)).toEqual(outcome)
  })
})

describe('exitStatusOf', () => {
  it.each([
    ['nothing to do is done', [], 'done'],
    ['all gone, by whomever', [aborted, gone], 'done'],
    ['some gone, some not', [aborted, denied], 'partial'],
    ['nothing gone: the cause', [denied, denied], 'access-denied'],
    ['nothing gone: the gravest cause', [slow, denied], 'access-denied'],
    ['only throttled', [slow], 'retryable'],
    ['listed still, without a reason', [still], 'partial'],
  ])('%s', (_, outcomes, verdict) => {
    expect(exitStatusOf(outcomes)).toBe(verdict)
  })
})

it('matched is the sum of all outcomes, always', () => {
  const outcome = fc.constantFrom(aborted, gone, still, skipped, denied, slow)
  fc.assert(
    fc.property(fc.array(outcome), fc.array(fc.boolean()), (claims, listed) => {
      const outcomes = claims.map((claim, index) => reconcileOutcome(claim, listed[index] ?? false))
      const tally = summarize(outcomes, 0)
      const sum = tally.aborted + tally.alreadyGone + tally.stillListed + tally.failed + tally.skipped
      expect([tally.matched, sum]).toEqual([claims.length, claims.length])
    }),
  )
})
