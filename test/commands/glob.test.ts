import { describe, expect, it } from 'vitest'
import { parseGlob } from '../../src/glob.js'

describe('a glob', () => {
  it.each([
    ['*.tmp', 'a/b.tmp'],
    ['*.tmp', 'b.tmp'],
    ['tmp/**', 'tmp/a/b'],
    ['tmp/**', 'tmp/a\nb/.hidden'],
    ['tmp/*', 'tmp/a\nb'],
    ['**/b', 'b'],
    ['**', '/leading//slashes/'],
    ['**/b', 'a/../b'],
    ['a/**', 'a/../../x'],
    ['a/*/b', 'a/./b'],
    ['{a,b}/**', 'b/x'],
    ['step-[0-9]', 'x/step-7'],
    ['!x', '!x'],
    ['a\\*', 'a*'],
    ['[!a]x', 'bx'],
    ['[[:digit:]]*', '7x'],
  ])('%s matches %j', (glob, key) => expect(parseGlob(glob)(key)).toBe(true))

  it.each([
    ['tmp/*', 'tmp/a/b'],
    ['tmp/**', 'tmp'],
    ['tmp/**', 'tmpx/a'],
    ['*.tmp', 'a.tmp/b'],
    ['a/*.tmp', 'b/a/c.tmp'],
    ['!x', 'y'],
    ['A*', 'a'],
    ['[!a]x', 'ax'],
  ])('%s does not match %j', (glob, key) => expect(parseGlob(glob)(key)).toBe(false))

  it.each(['', '[z-a]', '{a', 'a\\', '+++'])('%j is refused: it would match nothing, or not what it says', (glob) =>
    expect(() => parseGlob(glob)).toThrow(SyntaxError),
  )
})
