import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TopN } from '../../src/core/top-n.js'

it('keeps the first few of however many, equals in the order in which they came', () => {
  const items = fc.array(fc.record({ rank: fc.nat(50), id: fc.nat() }), { maxLength: 5_000, size: 'max' })
  fc.assert(
    fc.property(items, fc.integer({ min: 0, max: 30 }), (all, most) => {
      const few = new TopN<{ rank: number }>(most, (one, other) => one.rank - other.rank)
      for (const item of all) few.add(item)
      expect(few.items()).toEqual(all.toSorted((one, other) => one.rank - other.rank).slice(0, most))
    }),
    { numRuns: 30 },
  )
})
