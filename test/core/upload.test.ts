import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, lastActivityOf, listingOf, targetId } from '../../src/core/upload.js'

const keys = (...texts: string[]) => texts.map((key) => ({ key, uploadId: '1' }))

describe('listingOf', () => {
  it.each([
    ['', false, []],
    ['a/b', true, ['a/b']],
    ['a/b', true, ['a/b', 'a/b']],
    ['a/', false, ['a/b', 'a/c']],
    ['', false, ['a', 'b']],
    ['a', false, ['a', 'ab', 'abc']],
    ['a', false, ['abc', 'ab', 'a']],
    // The keys share the first half of a surrogate pair. A prefix can hold only whole characters.
    ['x', false, ['x😀', 'x😁']],
  ])('returns the prefix %j, isExactKey %j, for %j', (prefix, isExactKey, texts) =>
    expect(listingOf(keys(...texts))).toEqual({ prefix, isExactKey }),
  )
})

describe('targetId', () => {
  it('returns equal IDs only for the same key and upload ID', () => {
    const target = fc.record({ key: fc.string({ maxLength: 3 }), uploadId: fc.string({ maxLength: 3 }) })
    fc.assert(
      fc.property(target, target, (one, other) => {
        const isSame = one.key === other.key && one.uploadId === other.uploadId
        expect(targetId(one) === targetId(other)).toBe(isSame)
      }),
    )
  })
})

describe('bytesOf and lastActivityOf', () => {
  it.each([
    [{}, undefined, undefined],
    [{ parts: 'unknown' }, undefined, undefined],
    [{ parts: { count: 0, bytes: 0 } }, 0, 7],
    [{ parts: { count: 2, bytes: 10, lastModified: 9 } }, 10, 9],
    [{ parts: { count: 2, bytes: 10 } }, 10, undefined],
  ] as const)('reads %j as bytes %j and last activity %j', (known, bytes, activity) => {
    const upload = { key: 'k', uploadId: '1', initiated: 7, ...known }
    expect({ bytes: bytesOf(upload), activity: lastActivityOf(upload) }).toEqual({ bytes, activity })
  })
})
