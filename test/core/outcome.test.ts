import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outcome, settle, tallyOf, verdictOf } from '../../src/core/outcome.js'

const aborted: Outcome = { kind: 'aborted' }
const gone: Outcome = { kind: 'already-gone' }
const still: Outcome = { kind: 'still-listed' }
const skipped: Outcome = { kind: 'skipped' }
const denied: Outcome = { kind: 'failed', failure: { kind: 'denied', code: 'AccessDenied', message: 'no' } }
const slow: Outcome = { kind: 'failed', failure: { kind: 'transient', code: 'SlowDown', message: 'later' } }

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
    expect(settle(claim, isListed)).toEqual(outcome)
  })
})

describe('verdictOf', () => {
  it.each([
    ['nothing to do is done', [], 'done'],
    ['all gone, by whomever', [aborted, gone], 'done'],
    ['some gone, some not', [aborted, denied], 'partial'],
    ['nothing gone: the cause', [denied, denied], 'denied'],
    ['nothing gone: the gravest cause', [slow, denied], 'denied'],
    ['only throttled', [slow], 'transient'],
    ['listed still, without a reason', [still], 'partial'],
  ])('%s', (_, outcomes, verdict) => {
    expect(verdictOf(outcomes)).toBe(verdict)
  })
})

it('matched is the sum of all outcomes, always', () => {
  const outcome = fc.constantFrom(aborted, gone, still, skipped, denied, slow)
  fc.assert(
    fc.property(fc.array(outcome), fc.array(fc.boolean()), (claims, listed) => {
      const outcomes = claims.map((claim, index) => settle(claim, listed[index] ?? false))
      const tally = tallyOf(outcomes, 0)
      const sum = tally.aborted + tally.alreadyGone + tally.stillListed + tally.failed + tally.skipped
      expect([tally.matched, sum]).toEqual([claims.length, claims.length])
    }),
  )
})
