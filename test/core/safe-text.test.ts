import { describe, expect, it } from 'vitest'
import { displaySafe, escapeCell, safeJson, unescapeCell } from '../../src/core/safe-text.js'

describe('displaySafe', () => {
  it.each([
    ['plain', 'plain'],
    ["it's a\\b", "it's a\\b"],
    ['été 日本 😀', 'été 日本 😀'],
    ['a\nb', "$'a\\nb'"],
    ['\u001b[31m', "$'\\x1b[31m'"],
    ["it's\ta\\b", "$'it\\'s\\ta\\\\b'"],
    ['\u202eexe', "$'\\u202eexe'"],
    ['\ud800', "$'\\ud800'"],
    ['\ufffe', "$'\\ufffe'"],
    ['\u{e0041}', "$'\\U000e0041'"],
    ['\u3164', "$'\\u3164'"],
    ['\u115f\ufe00', "$'\\u115f\\ufe00'"],
    ['\u{e0100}', "$'\\U000e0100'"],
    ['report\ufe0f.csv', "$'report\\ufe0f.csv'"],
    ['\u2764\ufe0f \u260e\ufe0e', '\u2764\ufe0f \u260e\ufe0e'],
  ])('shows %j as %s', (text, shown) => expect(displaySafe(text)).toBe(shown))
})

describe('displaySafe with long text', () => {
  it('truncates text that is longer than any key', () => {
    expect(displaySafe('\u001b'.repeat(2 ** 20)).length).toBeLessThan(20_000)
    expect(displaySafe('k'.repeat(2 ** 20))).toBe(`${'k'.repeat(4096)}...`)
  })
})

describe('unescapeCell', () => {
  it.each(['\\q', '\\', '\\x1', '\\xAB', '\\u12', '\\U00110000', '\\Uffffffff'])('rejects %s', (cell) =>
    expect(() => unescapeCell(cell)).toThrow(RangeError),
  )
})

describe('escapeCell', () => {
  it.each(['\u3164a\u115f', '\u{e0100}', '\u2764\ufe0f', '\u202e\t\\u3164'])(
    'writes %j as a cell that unescapeCell restores',
    (text) => {
      expect(unescapeCell(escapeCell(text))).toBe(text)
    },
  )

  it('leaves the invisible characters of a listing that has them as they are', () =>
    expect(unescapeCell('\u3164\t')).toBe('\u3164\t'))

  it.each([
    ['a b', 'a b'],
    ['a\tb\\t', 'a\\tb\\\\t'],
    ['\r\n\u009b', '\\r\\n\\u009b'],
  ])('writes %j as the cell %s', (text, cell) => expect(escapeCell(text)).toBe(cell))
})

describe('safeJson', () => {
  it.each(['plain', 'été', '\u3164\ufe0f', '\u001b\u007f\u009b', '\u202e\u2028', '\ud800', '\u{e0041}'])(
    'escapes %j so that JSON.parse returns it',
    (text) => {
      const json = safeJson({ text })
      expect(JSON.parse(json)).toEqual({ text })
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    },
  )
})
