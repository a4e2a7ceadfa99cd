import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGlob } from '../../src/core/glob.js'

describe('parseGlob', () => {
  it.each([
    ['*.tmp', 'a/b.tmp'],
    ['*.tmp', 'b.tmp'],
    ['tmp/**', 'tmp/a/b'],
    ['tmp/**', 'tmp/'],
    ['tmp/**', 'tmp/a\nb/.hidden'],
    ['tmp/*', 'tmp/a\nb'],
    ['**/b', 'b'],
    ['**/b', 'a/../b'],
    ['**', '/leading//slashes/'],
    ['/**', '/leading//slashes/'],
    ['a/**', 'a/../../x'],
    ['a/**/b', 'a/b'],
    ['a/**/b', 'a/b/b/a/b'],
    ['a/*/b', 'a/./b'],
    ['a/*/b', 'a//b'],
    ['a**b', 'x/a-b'],
    ['a***', 'a'],
    ['{a,b}/**', 'b/x'],
    ['{a,b/{c,d}}/*.{x,y}', 'b/d/1.y'],
    ['{*.tar,tmp/**}', 'y.tar'],
    ['a{,.bak}', 'a'],
    ['{,a}', 'a'],
    ['a,b}', 'a,b}'],
    ['step-[0-9]', 'x/step-7'],
    ['[!a]x', 'bx'],
    ['[^a]x', 'bx'],
    ['[]a]', ']'],
    ['[!]]', 'a'],
    ['[a-]', '-'],
    ['[a\\-z]', '-'],
    ['[\\]\\\\]', '\\'],
    ['[{,}]', ','],
    ['[[:digit:]_]*', '7x'],
    ['[[:digit:]_]*', '_'],
    ['[[:blank:]-~]', '-'],
    ['[[:punct:]]', '['],
    ['[![:upper:]]', 'a'],
    ['?', '\u{1F600}'],
    ['*[!a]?', '\u{1F600}b'],
    ['[\u{1F600}-\u{1F64F}]', '\u{1F609}'],
    ['a\\*', 'a*'],
    ['a\\/b\\{', 'a/b{'],
    ['!x', '!x'],
    ['keep (copy)/**', 'keep (copy)/x.pt'],
    ['d/a|b/**', 'd/a|b/X'],
    ['(?!k)*', '(x!k)'],
    ['+(a).$^', '+(a).$^'],
    ['+++', '+++'],
  ])('matches %s with %j', (glob, key) => expect(parseGlob(glob)(key)).toBe(true))

  it.each([
    ['{*.tar,tmp/**}', 'x/y.tar'],
    ['tmp/*', 'tmp/a/b'],
    ['tmp/*', 'x/tmp/a'],
    ['tmp/**', 'tmp'],
    ['tmp/**', 'tmpx/a'],
    ['/tmp/**', 'tmp/a'],
    ['tmp', 'tmp/a'],
    ['*.tmp', 'a.tmp/b'],
    ['a/*.tmp', 'b/a/c.tmp'],
    ['a**b/c', 'a/b/c'],
    ['a/b', 'a//b'],
    ['a/?', 'a/'],
    ['?', 'ab'],
    ['{a,b/c}', 'b/a/c'],
    ['!x', 'y'],
    ['A*', 'a'],
    ['[!a]x', 'ax'],
    ['[!b]', '/'],
    ['a[!b]c', 'a/c'],
    ['[[:blank:]-~]', 'a'],
    ['[![:upper:]]', 'A'],
    ['*[!\u{1F600}]', '\u{1F600}'],
    ['\\?', 'a'],
    ['data (1).tar', 'data 1.tar'],
    ['(?!k)*', 'a'],
    ['a.c', 'abc'],
    ['a+', 'aa'],
    ['@(a|b)', 'a'],
  ])('does not match %s with %j', (glob, key) => expect(parseGlob(glob)(key)).toBe(false))

  it.each([
    ['', /^It is empty\. Leave it out to match every key\.$/],
    ['[a', /\\\[ for a bracket\.$/],
    ['[', /\\\[ for a bracket\.$/],
    ['[]', /\\\[ for a bracket\.$/],
    ['[!]', /\\\[ for a bracket\.$/],
    ['[z-a]', /^Use \[abc\], \[a-z\] or \[\[:digit:\]\]/],
    ['[[:letter:]]', /\[\[:digit:\]\]/],
    ['[[:digit:]', /\[\[:digit:\]\]/],
    ['{a,b', /^Use \{a,b\} for alternatives, or \\\{ for a brace\.$/],
    ['{a,{b,c}', /\\\{ for a brace\.$/],
    ['{1..9}', /\\\{ for a brace\.$/],
    ['{a}', /\\\{ for a brace\.$/],
    ['{a,b}'.repeat(10), /^It has more than 1000 alternatives\. Use several globs\.$/],
    ['{a,b}'.repeat(40), /^It has more than 1000 alternatives\./],
    ['a\\', /^It ends in a backslash\. Use \\\\ for a backslash\.$/],
    ['tmp/', /^It ends in a slash\. Use tmp\/\*\* for all keys below tmp\/\.$/],
    ['{a,tmp/}', /^It ends in a slash\./],
    ['/', /^It ends in a slash\./],
  ])('refuses %j, and says what to write', (glob, message) => {
    expect(() => parseGlob(glob)).toThrow(SyntaxError)
    expect(() => parseGlob(glob)).toThrow(message)
  })

  it.each([
    ['alnum', /[0-9a-z]/i],
    ['alpha', /[a-z]/i],
    ['blank', /[ \t]/],
    ['cntrl', /\p{Cc}/u],
    ['digit', /\d/],
    ['graph', /[^\p{Cc}\s]/u],
    ['lower', /\p{Ll}/u],
    ['print', /\P{Cc}/u],
    ['punct', /[\p{P}\p{S}]/u],
    ['space', /\s/],
    ['upper', /\p{Lu}/u],
    ['xdigit', /[0-9a-f]/i],
  ])('matches the ASCII characters of [:%s:]', (name, expected) => {
    const matches = parseGlob(`[[:${name}:]]`)
    const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter(
      (each) => each !== '/',
    )
    expect(characters.filter(matches)).toEqual(characters.filter((character) => expected.test(character)))
  })

  it('matches random keys like a slow matcher', () => {
    const pieces = ['a', 'b', '.', '|', '/', '/', '*', '*', '**/', '/**', '?', '[ab]', '[!a]', '\\*', '{a,b}', '{,/*}b']
    const textOf = (parts: readonly string[]) =>
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }).map((chosen) => chosen.join(''))
    const globs = textOf(pieces).filter(isAccepted)
    const keys = textOf(['a', 'b', 'b', '/', '*', '|', '\u{1F600}'])
    let matched = 0
    const agrees = fc.property(globs, keys, (glob, key) => {
      const isMatch = parseGlob(glob)(key)
      matched += Number(isMatch)
      return isMatch === matchesSlowly(glob, key)
    })
    fc.assert(agrees, { seed: 1, numRuns: 10_000 })
    expect(matched).toBeGreaterThan(500)
  })

  it.each([
    ['*-*-*-*-*-*.tar', '-'.repeat(1_000_000)],
    ['**/a/**/a/**/a/**/a/**/b', 'a/'.repeat(500_000)],
    ['{**/,}*a*a*a*b/**/{*a*a*c,d}', 'aaaaaaaaa/'.repeat(100_000)],
    ['?*?*[!b]*?b', '\u{1F600}'.repeat(250_000)],
  ])('needs less than 2 s for %s and a key of 1 MB', (glob, key) => {
    const matches = parseGlob(glob)
    const startedAt = performance.now()
    expect(matches(key)).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})

function isAccepted(glob: string): boolean {
  try {
    parseGlob(glob)
    return true
  } catch {
    return false
  }
}

function matchesSlowly(glob: string, key: string, isWholeKey = glob.includes('/')): boolean {
  const [, head = '', brace, tail = ''] = /^(.*?)\{(.*?)\}(.*)$/s.exec(glob) ?? []
  if (brace !== undefined)
    return brace.split(',').some((choice) => matchesSlowly(head + choice + tail, key, isWholeKey))
  return isWholeKey ? matchesAt(0, 0) : matchesAt(0, key.lastIndexOf('/') + 1)

  function matchesAt(inGlob: number, inKey: number): boolean {
    const rest = glob.slice(inGlob)
    const [character = ''] = key.slice(inKey)
    const after = inKey + character.length
    if (rest === '') return character === ''
    const isStart = inGlob === 0 || glob[inGlob - 1] === '/'
    if (isStart && rest === '**') return true
    if (isStart && rest.startsWith('**/')) {
      const slash = key.indexOf('/', inKey)
      return matchesAt(inGlob + 3, inKey) || (slash >= 0 && matchesAt(inGlob, slash + 1))
    }
    const [piece = '', set, escaped] = /^(?:\[(.+?)\]|\\(.)|.)/s.exec(rest) ?? []
    const isOrdinary = character !== '' && character !== '/'
    if (piece === '*') return matchesAt(inGlob + 1, inKey) || (isOrdinary && matchesAt(inGlob, after))
    const isMatch =
      piece === '?'
        ? isOrdinary
        : set === '!a'
          ? isOrdinary && character !== 'a'
          : set === undefined
            ? character === (escaped ?? piece)
            : isOrdinary && set.includes(character)
    return isMatch && matchesAt(inGlob + piece.length, after)
  }
}
