import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AbortResults } from '../../src/core/abort-results.js'
import { type Outcome, reconcileOutcome } from '../../src/core/outcome.js'
import { targetId, type Target } from '../../src/core/upload.js'

/** Few letters, so that many are alike; anything in between. */
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '/', '\0'), maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constant('\ud800'),
)
const target = fc.record({ key: name, uploadId: name })
const outcome = fc.constantFrom<Outcome[]>(
  { kind: 'aborted' },
  { kind: 'already-gone' },
  { kind: 'failed', failure: { kind: 'access-denied', code: 'AccessDenied', message: '' } },
  { kind: 'failed', failure: { kind: 'retryable', code: 'SlowDown', message: '' } },
)
const step = fc.oneof(
  fc.record({ add: target }),
  fc.record({ record: target, outcome }),
  fc.record({ listed: fc.array(target, { maxLength: 3 }) }),
)

it('holds what a map by identity would hold', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const ledger = new AbortResults()
      const expected = new Map<string, { target: Target; outcome: Outcome }>()
      for (const each of steps) {
        if ('add' in each) {
          expect(ledger.add(each.add)).toBe(!expected.has(targetId(each.add)))
          if (ledger.size > expected.size)
            expected.set(targetId(each.add), {
              target: each.add,
              outcome: { kind: 'skipped', code: 'Stopped' },
            })
        } else if ('record' in each) {
          ledger.record(each.record, each.outcome)
          const entry = expected.get(targetId(each.record))
          if (entry) entry.outcome = each.outcome
        } else {
          ledger.reconcile(each.listed)
          const listed = new Set(each.listed.map(targetId))
          for (const [identity, entry] of expected)
            entry.outcome = reconcileOutcome(entry.outcome, listed.has(identity))
        }
      }
      expect([...ledger.entries()]).toEqual([...expected.values()])
      expect(Array.from({ length: ledger.size }, (_, number) => ledger.at(number))).toEqual([...expected.values()])
      for (const { target: each } of expected.values()) expect(ledger.has(each)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

it('finds every one of many, and none that is not there', () => {
  const ledger = new AbortResults()
  for (let number = 0; number < 5000; number++) ledger.add({ key: `k/${number % 50}`, uploadId: String(number) })
  for (let number = 0; number < 5000; number++) {
    expect(ledger.has({ key: `k/${number % 50}`, uploadId: String(number) })).toBe(true)
    expect(ledger.has({ key: `k/${(number + 1) % 50}`, uploadId: String(number) })).toBe(false)
    expect(ledger.has({ key: `k/${number % 50}${number}`, uploadId: '' })).toBe(false)
  }
  expect(ledger.size).toBe(5000)
})

it('keeps names of any length', () => {
  const huge = { key: 'k'.repeat(100_000), uploadId: 'u'.repeat(70_000) }
  const ledger = new AbortResults([huge])
  for (let number = 0; number < 40; number++) ledger.add({ key: `k${number}`, uploadId: 'u' })
  expect(ledger.at(0).target).toEqual(huge)
  expect(ledger.at(40).target).toEqual({ key: 'k39', uploadId: 'u' })
})

it('knows of no upload beyond the last', () => {
  expect(() => new AbortResults([{ key: 'k', uploadId: 'u' }]).at(1)).toThrow(RangeError)
})
