import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbortResults } from '../../src/core/abort-results.js'
import { type Outcome, reconcileOutcome } from '../../src/core/outcome.js'
import { targetId, type Target } from '../../src/core/upload.js'

/** Names of a few letters, of which many are equal, or of any characters. */
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

describe('AbortResults', () => {
  it('holds the same entries as a Map of uploads', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const results = new AbortResults()
        const expected = new Map<string, { target: Target; outcome: Outcome }>()
        for (const each of steps) {
          if ('add' in each) {
            expect(results.add(each.add)).toBe(!expected.has(targetId(each.add)))
            if (results.size > expected.size)
              expected.set(targetId(each.add), { target: each.add, outcome: { kind: 'skipped', code: 'Stopped' } })
          } else if ('record' in each) {
            results.record(each.record, each.outcome)
            const entry = expected.get(targetId(each.record))
            const isLate = entry?.outcome.kind === 'still-listed' && each.outcome.kind === 'already-gone'
            if (entry) entry.outcome = isLate ? { kind: 'aborted' } : each.outcome
          } else {
            results.reconcile(each.listed)
            const listed = new Set(each.listed.map(targetId))
            for (const [id, entry] of expected) entry.outcome = reconcileOutcome(entry.outcome, listed.has(id))
          }
        }
        expect([...results.entries()]).toEqual([...expected.values()])
        expect(Array.from({ length: results.size }, (_, number) => results.at(number))).toEqual([...expected.values()])
        for (const { target: each } of expected.values()) expect(results.has(each)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('finds each of 5,000 uploads, and no other', () => {
    const results = new AbortResults()
    for (let number = 0; number < 5000; number++) results.add({ key: `k/${number % 50}`, uploadId: String(number) })
    for (let number = 0; number < 5000; number++) {
      expect(results.has({ key: `k/${number % 50}`, uploadId: String(number) })).toBe(true)
      expect(results.has({ key: `k/${(number + 1) % 50}`, uploadId: String(number) })).toBe(false)
      expect(results.has({ key: `k/${number % 50}${number}`, uploadId: '' })).toBe(false)
    }
    expect(results.size).toBe(5000)
  })

  it('keeps long keys and upload IDs', () => {
    const huge = { key: 'k'.repeat(100_000), uploadId: 'u'.repeat(70_000) }
    const results = new AbortResults([huge])
    for (let number = 0; number < 40; number++) results.add({ key: `k${number}`, uploadId: 'u' })
    expect(results.at(0).target).toEqual(huge)
    expect(results.at(40).target).toEqual({ key: 'k39', uploadId: 'u' })
  })

  it('throws a RangeError for an index after the last upload', () =>
    expect(() => new AbortResults([{ key: 'k', uploadId: 'u' }]).at(1)).toThrow(RangeError))
})
