import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbortResults } from '../../src/core/abort-results.js'
import type { Outcome } from '../../src/core/outcome.js'

const one = { key: 'k', uploadId: '1' }
const other = { key: 'k', uploadId: '2' }
const denied = { kind: 'failed', failure: { kind: 'access-denied', code: 'AccessDenied', message: '' } } as const
const slow = { kind: 'failed', failure: { kind: 'retryable', code: 'SlowDown', message: 'later' } } as const
const invalid = { kind: 'failed', failure: { kind: 'invalid-response', code: 'HTTP 405', message: '' } } as const
const aborted: Outcome = { kind: 'aborted' }
const gone: Outcome = { kind: 'already-gone' }
const still: Outcome = { kind: 'still-listed' }
const notInPlan: Outcome = { kind: 'skipped', code: 'NotInPlan' }
const skipped: Outcome = { kind: 'skipped', code: 'Stopped' }

function resultsOf(outcomes: readonly Outcome[]): AbortResults {
  const results = new AbortResults([])
  for (const [index, outcome] of outcomes.entries()) {
    const target = { key: 'k', uploadId: String(index) }
    results.add(target)
    results.record(target, outcome)
  }
  return results
}

describe('AbortResults', () => {
  it('keeps uploads of one key apart, and ignores an outcome for an unknown upload', () => {
    const results = new AbortResults([one])
    results.record(other, { kind: 'aborted' })
    expect(results.summary()).toMatchObject({ matched: 1, aborted: 0, skipped: 1 })
    expect([results.has(one), results.has(other)]).toEqual([true, false])
  })

  it('is complete if it was created with targets', () => {
    expect(new AbortResults([one]).isComplete).toBe(true)
    expect(new AbortResults().isComplete).toBe(false)
  })

  it('keeps the outcomes of thousands of uploads', () => {
    const targets = Array.from({ length: 3000 }, (_, index) => ({ key: 'k', uploadId: String(index) }))
    const results = new AbortResults()
    for (const [index, target] of targets.entries()) {
      results.add(target)
      if (index % 2 === 0) results.record(target, { kind: 'aborted' })
    }
    expect(results.summary()).toMatchObject({ matched: 3000, aborted: 1500, skipped: 1500 })
  })
})

describe('AbortResults.record', () => {
  it('keeps an upload as aborted if the server accepted an earlier abort and showed it late', () => {
    const results = new AbortResults([one])
    results.record(one, aborted)
    results.reconcile([one])
    results.record(one, gone)
    expect(results.at(0).outcome).toEqual(aborted)
  })
})

describe('AbortResults.isToBeAborted', () => {
  it('returns false for uploads that failed for good, and for those that must not be aborted', () => {
    const ids = [
      'denied',
      'no such bucket',
      'incorrect',
      'throttled',
      'still listed',
      'not tried',
      'not in the plan',
      'of unknown time',
    ]
    const targets = ids.map((uploadId) => ({ key: 'k', uploadId }))
    const results = new AbortResults(targets)
    const outcomes: readonly (Outcome | undefined)[] = [
      denied,
      { kind: 'failed', failure: { ...denied.failure, kind: 'not-found' } },
      { kind: 'failed', failure: { ...denied.failure, kind: 'usage' } },
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

  it('returns true for an upload that it does not hold', () =>
    expect(new AbortResults([one]).isToBeAborted(other)).toBe(true))
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

describe('AbortResults.reconcile', () => {
  it('takes from an incomplete listing only which uploads are still there', () => {
    const results = resultsOf([denied, aborted, gone])
    results.reconcile([{ key: 'k', uploadId: '1' }], false)
    expect(Array.from(results.entries(), ({ outcome }) => outcome)).toEqual([denied, still, gone])
    expect(results.isVerified).toBe(false)
  })
})

describe('AbortResults.exitStatus', () => {
  it.each([
    ['done if there are no uploads', [], 'done'],
    ['done if all uploads are gone', [aborted, gone], 'done'],
    ['partial if only some uploads are gone', [aborted, denied], 'partial'],
    ['the cause if all uploads failed', [denied, denied], 'access-denied'],
    ['the most severe cause if all uploads failed', [slow, denied], 'access-denied'],
    ['retryable if all uploads were throttled', [slow], 'retryable'],
    ['partial if an upload is still listed', [still], 'partial'],
    ['partial if the run was stopped', [skipped], 'partial'],
    ['partial if an upload is still listed and others were throttled', [still, slow], 'partial'],
    ['the cause if others are still listed', [still, denied], 'access-denied'],
    ['partial if an upload was not in the plan and others were throttled', [notInPlan, slow], 'partial'],
    ['invalid-response, also if some uploads are gone', [aborted, invalid, slow], 'invalid-response'],
  ])('returns %s', (_, outcomes, status) => expect(resultsOf(outcomes).exitStatus()).toBe(status))

  it('returns an error that is more severe than the failures', () =>
    expect(resultsOf([slow]).exitStatus('access-denied')).toBe('access-denied'))

  it.each<[string, Outcome[], boolean, string]>([
    ['the error if all uploads are gone', [aborted], true, 'retryable'],
    ['partial if some uploads are gone, and more may be found', [aborted], false, 'partial'],
    ['partial if some uploads are gone and others failed', [aborted, denied], true, 'partial'],
    ['a more severe failure', [denied], true, 'access-denied'],
    ['invalid-response before any other', [aborted, invalid], true, 'invalid-response'],
  ])('returns, if an error ended the run, %s', (_, outcomes, isComplete, status) => {
    const results = resultsOf(outcomes)
    results.isComplete = isComplete
    expect(results.exitStatus('retryable')).toBe(status)
  })

  it('returns the cause of the last outcome of an upload', () => {
    const results = resultsOf([denied, slow])
    results.record({ key: 'k', uploadId: '0' }, skipped)
    expect(results.exitStatus()).toBe('retryable')
  })
})

describe('AbortResults.summary', () => {
  it('returns counts that add up to the number of matches', () => {
    const outcome = fc.constantFrom(aborted, gone, still, skipped, denied, slow)
    fc.assert(
      fc.property(fc.array(outcome), fc.array(fc.boolean()), (reported, listed) => {
        const results = resultsOf(reported)
        results.reconcile([...results.targets].filter((_, index) => listed[index] ?? false))
        const summary = results.summary()
        const sum = summary.aborted + summary.alreadyGone + summary.stillListed + summary.failed + summary.skipped
        expect([summary.matched, sum]).toEqual([reported.length, reported.length])
      }),
    )
  })
})
