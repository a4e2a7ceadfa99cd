import { describe, expect, it } from 'vitest'
import { colorsFor } from '../../src/output/colors.js'
import { formatAge, pluralize, shortenEnd, shortenKey, widthOf, wrapFor, wrapWords } from '../../src/output/text.js'

const DAY = 86_400_000

it.each([
  [94 * DAY + 5, '94d'],
  [DAY - 1, '23h'],
  [4 * 60_000, '4m'],
  [900, '0s'],
  [-5000, '0s'],
  [undefined, '-'],
])('formatAge cuts %s ms to %s', (age, text) =>
  expect(formatAge(age === undefined ? undefined : 1e12 - age, 1e12)).toBe(text),
)

it('pluralize agrees with the number', () => {
  expect([1, 2, 15_087].map((count) => pluralize(count, 'entry', 'entries'))).toEqual([
    '1 entry',
    '2 entries',
    '15,087 entries',
  ])
})

describe('shortenKey', () => {
  it.each([
    ['a/b/c.tar', 20, 'a/b/c.tar'],
    ['aaaa/bbbb/cccc/file.tar', 20, 'aaaa/bbbb/…/file.tar'],
    ['aaaa/bbbb/cccc/file.tar', 11, '…/file.tar'],
    ['aaaa/a-long-file-name.tar', 11, 'aaaa/…e.tar'],
    ['prefix/that/is/a/folder/', 20, 'prefix/…/folder/'],
    ['日本語/日本語/日本語.bin', 18, '…/日本語.bin'],
  ])('shortens %s to %i columns', (key, width, text) => {
    expect(shortenKey(key, width)).toBe(text)
    expect(widthOf(shortenKey(key, width))).toBeLessThanOrEqual(width)
  })
})

it('shortenEnd does not cut a character', () => expect(shortenEnd('👩‍🚀👩‍🚀👩‍🚀', 5)).toBe('👩‍🚀👩‍🚀…'))

it('wrapWords breaks at words, and words that are too long', () => {
  expect(wrapWords('one two three abcdefghijkl x', 8)).toEqual(['one two', 'three', 'abcdefgh', 'ijkl x'])
})

it('wrapFor keeps the indent of each line on a terminal, and whole lines in a pipe', () => {
  const text = 'one two\n  three four\n'
  expect(wrapFor({ isTerminal: true, width: 8 }, text)).toBe('one two\n  three\n  four\n')
  expect(wrapFor({ isTerminal: false, width: 8 }, text)).toBe(text)
})

it('wrapFor paints each line after it has cut it', () => {
  const paint = colorsFor({ hasColor: true }).error
  expect(wrapFor({ isTerminal: true, width: 8 }, 'abcdefghijkl', paint)).toBe(`${paint('abcdefgh')}\n${paint('ijkl')}`)
})
