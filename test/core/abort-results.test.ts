import { describe, expect, it } from 'vitest'
import { AbortResults } from '../../src/core/abort-results.js'
import type { Outcome } from '../../src/core/outcome.js'

const one = { key: 'k', uploadId: '1' }
const other = { key: 'k', uploadId: '2' }
const denied = {
  kind: 'failed',
  failure: { kind: 'access-denied', code: 'AccessDenied', message: '' },
} as const

describe('AbortResults', () => {
  it('keeps uploads of one key apart, and ignores an outcome for an unknown upload', () => {
    const results = new AbortResults([one])
    results.record(other, { kind: 'aborted' })
    expect(results.summary()).toMatchObject({ matched: 1, aborted: 0, skipped: 1 })
    expect([results.has(one), results.has(other)]).toEqual([true, false])
  })
})

describe('AbortResults.isToBeAborted', () => {
  it('returns true only for uploads that can still be aborted', () => {
    const ids = ['denied', 'throttled', 'still listed', 'not tried', 'not in the plan', 'of unknown time']
    const targets = ids.map((uploadId) => ({ key: 'k', uploadId }))
    const results = new AbortResults(targets)
    const outcomes: readonly (Outcome | undefined)[] = [
      denied,
      { kind: 'failed', failure: { ...denied.failure, kind: 'retryable' } },
      { kind: 'still-listed' },
      undefined,
      { kind: 'skipped', code: 'NotInPlan' },
      { kind: 'skipped', code: 'UnknownTime' },
    ]
    targets.forEach((target, index) => {
      const outcome = outcomes[index]
      if (outcome) results.record(target, outcome)
    })
    expect(targets.filter((target) => results.isToBeAborted(target)).map(({ uploadId }) => uploadId)).toEqual([
      'throttled',
      'still listed',
      'not tried',
    ])
    expect(Array.from(results.entries(), ({ outcome }) => outcome)).toEqual(
      outcomes.map((outcome) => outcome ?? { kind: 'skipped', code: 'Stopped' }),
    )
  })
})

describe('AbortResults.isVerified', () => {
  it('is verified after a listing, until another outcome is recorded', () => {
    const results = new AbortResults([one])
    results.record(one, { kind: 'aborted' })
    results.reconcile([one])
    expect([results.isVerified, results.exitStatus(), results.summary().stillListed]).toEqual([true, 'partial', 1])
    results.record(one, { kind: 'aborted' })
    expect([results.isVerified, results.exitStatus()]).toEqual([false, 'done'])
  })
})
