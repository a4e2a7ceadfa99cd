import { expect, it } from 'vitest'
import { AbortResults } from '../../src/core/abort-results.js'

const one = { key: 'k', uploadId: '1' }
const other = { key: 'k', uploadId: '2' }
const denied = {
  kind: 'failed',
  failure: { kind: 'access-denied', code: 'AccessDenied', message: '' },
} as const

it('tells uploads of one key apart, and takes no outcome for one that it does not hold', () => {
  const ledger = new AbortResults([one])
  ledger.record(other, { kind: 'aborted' })
  expect(ledger.summary()).toMatchObject({ matched: 1, aborted: 0, skipped: 1 })
  expect([ledger.has(one), ledger.has(other)]).toEqual([true, false])
})

it('knows where trying again is in vain', () => {
  const ledger = new AbortResults([one, other])
  ledger.record(one, denied)
  ledger.record(other, { kind: 'failed', failure: { ...denied.failure, kind: 'retryable' } })
  expect(
    [one, other, { key: 'x', uploadId: '1' }].map((target) => ledger.isPermanentFailure(target)),
  ).toEqual([true, false, false])
})

it('is verified by a listing, until something else is claimed', () => {
  const ledger = new AbortResults([one])
  ledger.record(one, { kind: 'aborted' })
  ledger.reconcile([one])
  expect([ledger.isVerified, ledger.exitStatus(), ledger.summary().stillListed]).toEqual([true, 'partial', 1])
  ledger.record(one, { kind: 'aborted' })
  expect([ledger.isVerified, ledger.exitStatus()]).toEqual([false, 'done'])
})
