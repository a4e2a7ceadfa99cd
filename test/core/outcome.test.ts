import { describe, expect, it } from 'vitest'
import { type Outcome, reconcileOutcome } from '../../src/core/outcome.js'

const aborted: Outcome = { kind: 'aborted' }
const gone: Outcome = { kind: 'already-gone' }
const still: Outcome = { kind: 'still-listed' }
const skipped: Outcome = { kind: 'skipped', code: 'Stopped' }
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
