import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, commonPrefix, targetId, lastActivityOf } from '../../src/core/upload.js'

const keys = (...texts: string[]) => texts.map((key) => ({ key, uploadId: '1' }))

describe('commonPrefix', () => {
  it.each([
    ['', []],
    ['a/b', ['a/b']],
    ['a/', ['a/b', 'a/c']],
    ['', ['a', 'b']],
    ['a', ['a', 'ab', 'abc']],
    // The keys share the first half of a surrogate pair. A prefix can hold only whole characters.
    ['x', ['x😀', 'x😁']],
  ])('returns %j for %j', (prefix, texts) => expect(commonPrefix(keys(...texts))).toBe(prefix))
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
