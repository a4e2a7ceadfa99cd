import type { KeyPredicate } from './selection.js'

type Test = (text: string) => boolean

/** Tests of consecutive characters or levels. `*` stands for any number of them, also none. */
type Pattern = readonly (Test | '*')[]

/**
 * Compiles a glob. `*` stays within one level of a key, and `**` crosses levels. A glob without a slash is compared
 * with the last part of the key, at any depth.
 *
 * @throws SyntaxError with a message for users.
 */
export function parseGlob(glob: string): KeyPredicate {
  if (glob === '') throw new SyntaxError('It is empty. Leave it out to match every key.')
  const alternatives = parseAlternatives(glob)
  const hasSlash = alternatives.some((pieces) => pieces.includes('/'))
  const patterns = alternatives.map((pieces) => compile(pieces, hasSlash))
  return (key) => {
    const levels = key.split('/')
    return patterns.some((pattern) => matches(pattern, levels))
  }
}

/**
 * Matches all items. If a test fails, only the last `*` takes one more item, so the work is at most the product of both
 * lengths. A regular expression can take exponential time, and uploaders choose the keys.
 */
function matches(pattern: Pattern, items: ArrayLike<string>): boolean {
  const afterLast = pattern.lastIndexOf('*') + 1
  let index = 0
  let position = 0
  let retryIndex = 0
  let retryPosition = 0
  for (;;) {
    const test = pattern[index]
    const item = items[position]
    if (test === '*') {
      index++
      // The rest has a fixed length, so it is at the end.
      if (index === afterLast) position = Math.max(position, items.length - pattern.length + index)
      retryIndex = index
      retryPosition = position
    } else if (item === undefined) {
      return test === undefined
    } else if (test?.(item)) {
      index++
      position++
    } else if (retryIndex > 0) {
      index = retryIndex
      position = ++retryPosition
    } else {
      return false
    }
  }
}

type Piece = Test | '*' | '/'

const SURROGATE = /[\uD800-\uDFFF]/

function compile(pieces: readonly Piece[], isWholeKey: boolean): Pattern {
  const levels: (Test | '*')[][] = [[]]
  for (const piece of pieces) {
    if (piece === '/') levels.push([])
    else levels.at(-1)?.push(piece)
  }
  if (levels.length > 1 && levels.at(-1)?.length === 0)
    throw new SyntaxError('It ends in a slash. Use tmp/** for all keys below tmp/.')
  const pattern = levels.map((level): Test | '*' => {
    if (level.length === 2 && level.every((piece) => piece === '*')) return '*'
    return (text) => matches(level, SURROGATE.test(text) ? Array.from(text) : text)
  })
  // `a/**` does not match `a`.
  if (pattern.at(-1) === '*') pattern.push(() => true)
  return isWholeKey ? pattern : ['*', ...pattern]
}

/** Escaped character, set in brackets, or any other character. */
const TOKEN = /\\(.)|\[([!^]?)(\]?(?:\\.|\[:\w+:\]|\[(?!:)|[^[\]\\])*)\]|./gsu
const MAX_ALTERNATIVES = 1000

/** Parses a glob, and expands `a{b,c}` to `ab` and `ac`. */
function parseAlternatives(glob: string): Piece[][] {
  const open: { readonly before: Piece[][]; readonly complete: Piece[][] }[] = []
  let current: Piece[][] = [[]]
  for (const [token, escaped, negation, set] of glob.matchAll(TOKEN)) {
    const brace = open.at(-1)
    if (token === '{') {
      open.push({ before: current, complete: [] })
      current = [[]]
    } else if (token === ',' && brace) {
      brace.complete.push(...current)
      current = [[]]
    } else if (token === '}' && brace) {
      if (brace.complete.length === 0) break
      const alternatives = [...brace.complete, ...current]
      if (brace.before.length * alternatives.length > MAX_ALTERNATIVES)
        throw new SyntaxError(`It has more than ${MAX_ALTERNATIVES} alternatives. Use several globs.`)
      current = brace.before.flatMap((head) => alternatives.map((tail) => [...head, ...tail]))
      open.pop()
    } else {
      const piece = set === undefined ? parsePiece(token, escaped) : parseSet(set, negation !== '')
      for (const pieces of current) pieces.push(piece)
    }
  }
  if (open.length > 0) throw new SyntaxError('Use {a,b} for alternatives, or \\{ for a brace.')
  return current
}

const BRACKETS = 'Use [abc], [a-z] or [[:digit:]] for one of several characters, or \\[ for a bracket.'

function parsePiece(token: string, escaped: string | undefined): Piece {
  if (token === '*' || token === '/') return token
  if (token === '?') return () => true
  if (token === '[') throw new SyntaxError(BRACKETS)
  if (token === '\\') throw new SyntaxError('It ends in a backslash. Use \\\\ for a backslash.')
  if (escaped === '/') return escaped
  const character = escaped ?? token
  return (text) => text === character
}

/** Classes of POSIX, such as `[:digit:]`. Each ends in a range, so that a hyphen after it is literal. */
const CLASSES = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['blank', '\t - '],
  ['cntrl', '\x7f\0-\x1f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-/:-@\\[-`{-~'],
  ['space', ' \t-\r'],
  ['upper', 'A-Z'],
  ['xdigit', '0-9A-Fa-f'],
])

function parseSet(set: string, isNegated: boolean): Test {
  const members = set.replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES.get(name) ?? 'z-a')
  const ranges = Array.from(members.matchAll(/\\?(.)(?:-\\?(.))?/gsu), ([, first = '', last = first]) => {
    return { first: codePoint(first), last: codePoint(last) }
  })
  if (ranges.length === 0 || ranges.some(({ first, last }) => last < first)) throw new SyntaxError(BRACKETS)
  return (text) => {
    const character = codePoint(text)
    return ranges.some(({ first, last }) => first <= character && character <= last) !== isNegated
  }
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0
}
