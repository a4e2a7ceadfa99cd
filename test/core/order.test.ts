import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonBy, TopN } from '../../src/core/order.js'
import type { Upload } from '../../src/core/upload.js'

const old: Upload = { key: 'b', uploadId: '1', initiated: 1, parts: { count: 1, bytes: 5, lastModified: 9 } }
const young: Upload = { key: 'c', uploadId: '2', initiated: 2, parts: { count: 0, bytes: 0 } }
const unknown: Upload = { key: 'a', uploadId: '3', parts: 'unknown' }
const again: Upload = { key: 'b', uploadId: '4', initiated: 1, parts: { count: 1, bytes: 5, lastModified: 9 } }

describe('comparisonBy', () => {
  it.each([
    ['age', false, [old, again, young, unknown]],
    ['age', true, [young, old, again, unknown]],
    ['size', false, [old, again, young, unknown]],
    ['size', true, [young, old, again, unknown]],
    ['activity', false, [young, old, again, unknown]],
    ['activity', true, [old, again, young, unknown]],
    ['key', false, [unknown, old, again, young]],
    ['key', true, [young, old, again, unknown]],
  ] as const)('sorts by %s (reversed: %s) in a stable order, with unknown values last', (order, isReversed, sorted) =>
    expect([unknown, old, young, again].sort(comparisonBy(order, isReversed))).toEqual(sorted),
  )
})

describe('TopN', () => {
  it('keeps the N smallest items in a stable order', () => {
    const items = fc.array(fc.record({ rank: fc.nat(50), id: fc.nat() }), { maxLength: 5_000, size: 'max' })
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 30 }), (all, most) => {
        const topN = new TopN<{ rank: number }>(most, (one, other) => one.rank - other.rank)
        for (const item of all) topN.add(item)
        expect(topN.items()).toEqual(all.toSorted((one, other) => one.rank - other.rank).slice(0, most))
      }),
      { numRuns: 30 },
    )
  })
})
