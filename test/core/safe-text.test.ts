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
  it.each([
    ['a b', 'a b'],
    ['a\tb\\t', 'a\\tb\\\\t'],
    ['\r\n\u009b', '\\r\\n\\u009b'],
  ])('writes %j as the cell %s', (text, cell) => expect(escapeCell(text)).toBe(cell))
})

describe('safeJson', () => {
  it.each(['plain', 'été', '\u001b\u007f\u009b', '\u202e\u2028', '\ud800', '\u{e0041}'])(
    'escapes %j so that JSON.parse returns it',
    (text) => {
      const json = safeJson({ text })
      expect(JSON.parse(json)).toEqual({ text })
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    },
  )
})
