import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outcome, reconcileOutcome, summarize, exitStatusOf } from '../../src/core/outcome.js'

const aborted: Outcome = { kind: 'aborted' }
const gone: Outcome = { kind: 'already-gone' }
const still: Outcome = { kind: 'still-listed' }
const skipped: Outcome = { kind: 'skipped', code: 'Stopped' }
const denied: Outcome = { kind: 'failed', failure: { kind: 'access-denied', code: 'AccessDenied', message: 'no' } }
const slow: Outcome = { kind: 'failed', failure: { kind: 'retryable', code: 'SlowDown', message: 'later' } }

describe('reconcileOutcome', () => {
  it.each([
    ['aborted and is not listed', aborted, false, aborted],
    ['aborted but is listed', aborted, true, still],
    ['already gone but is listed', gone, true, still],
    ['not aborted because of a failure but is not listed', slow, false, gone],
    ['not aborted because of a failure and is listed', slow, true, slow],
    ['not tried but is not listed', skipped, false, gone],
    ['not tried and is listed', skipped, true, skipped],
  ])('returns the outcome of an upload that was %s', (_, reported, isListed, outcome) =>
    expect(reconcileOutcome(reported, isListed)).toEqual(outcome),
  )
})

describe('exitStatusOf', () => {
  it.each([
    ['done if there are no uploads', [], 'done'],
    ['done if all uploads are gone', [aborted, gone], 'done'],
    ['partial if only some uploads are gone', [aborted, denied], 'partial'],
    ['the cause if all uploads failed', [denied, denied], 'access-denied'],
    ['the most severe cause if all uploads failed', [slow, denied], 'access-denied'],
    ['retryable if all uploads were throttled', [slow], 'retryable'],
    ['partial if an upload is still listed', [still], 'partial'],
  ])('returns %s', (_, outcomes, status) => expect(exitStatusOf(outcomes)).toBe(status))
})

describe('summarize', () => {
  it('returns counts that add up to the number of matches', () => {
    const outcome = fc.constantFrom(aborted, gone, still, skipped, denied, slow)
    fc.assert(
      fc.property(fc.array(outcome), fc.array(fc.boolean()), (reported, listed) => {
        const outcomes = reported.map((each, index) => reconcileOutcome(each, listed[index] ?? false))
        const summary = summarize(outcomes, 0)
        const sum = summary.aborted + summary.alreadyGone + summary.stillListed + summary.failed + summary.skipped
        expect([summary.matched, sum]).toEqual([reported.length, reported.length])
      }),
    )
  })
})
