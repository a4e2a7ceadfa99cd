import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, commonPrefix, targetId, lastActivityOf } from '../../src/core/upload.js'

const keys = (...texts: string[]) => texts.map((key) => ({ key, uploadId: '1' }))

describe('commonPrefix', () => {
  it.each([
    [[], ''],
    [['a/b'], 'a/b'],
    [['a/b', 'a/c'], 'a/'],
    [['a', 'b'], ''],
    [['a', 'ab', 'abc'], 'a'],
    // Both halves of a character, of which a prefix can hold only the whole.
    [['x😀', 'x😁'], 'x'],
  ])('of %j is %j', (texts, prefix) => {
    expect(commonPrefix(keys(...texts))).toBe(prefix)
  })
})

it('identities are equal only for equal key and equal upload id', () => {
  const target = fc.record({ key: fc.string({ maxLength: 3 }), uploadId: fc.string({ maxLength: 3 }) })
  fc.assert(
    fc.property(target, target, (one, other) => {
      const isSame = one.key === other.key && one.uploadId === other.uploadId
      expect(targetId(one) === targetId(other)).toBe(isSame)
    }),
  )
})

it.each([
  [{}, undefined, undefined],
  [{ parts: 'unknown' }, undefined, undefined],
  [{ parts: { count: 0, bytes: 0 } }, 0, 7],
  [{ parts: { count: 2, bytes: 10, lastModified: 9 } }, 10, 9],
  [{ parts: { count: 2, bytes: 10 } }, 10, undefined],
] as const)('%j: bytes %j, last activity %j', (known, bytes, activity) => {
  const upload = { key: 'k', uploadId: '1', initiated: 7, ...known }
  expect({ bytes: bytesOf(upload), activity: lastActivityOf(upload) }).toEqual({ bytes, activity })
})
