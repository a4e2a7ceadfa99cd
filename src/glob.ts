import picomatch from 'picomatch/posix.js'
import type { KeyPredicate } from './core/selection.js'

const DOT_SEGMENT = /(^|\/)(\.{1,2})(?=\/|$)/g

/**
 * A test of keys against a glob, as in .gitignore: `*` stays within one level and `**` crosses them, and a glob
 * without a slash is held against the last part of the key, at any depth.
 *
 * @throws SyntaxError for a glob that would match nothing, whatever the key.
 */
export function parseGlob(glob: string): KeyPredicate {
  if (glob === '') throw new SyntaxError('is empty: leave it out to mean every key.')
  let matches: KeyPredicate
  try {
    // debug: picomatch otherwise turns a glob that it cannot compile into one that never matches, in silence.
    // s: a newline is a character of a key like any other.
    const options = { dot: true, nonegate: true, posix: true, strictSlashes: true, debug: true, flags: 's' }
    matches = picomatch(glob, { ...options, basename: !glob.includes('/') })
  } catch (error) {
    throw new SyntaxError('is not a glob: write such as tmp/** or *.tar.', { cause: error })
  }
  // To picomatch, no wildcard matches a segment . or .. of a path; to S3 these are characters of a key.
  return (key) => matches(key) || matches(key.replace(DOT_SEGMENT, '$1_$2'))
}
