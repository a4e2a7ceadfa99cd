import picomatch from 'picomatch/posix.js'
import type { KeyPredicate } from './core/selection.js'

const DOT_SEGMENT = /(^|\/)(\.{1,2})(?=\/|$)/g

/**
 * Compiles a glob as in .gitignore: `*` stays within one level, and `**` crosses them. A glob without a slash is
 * compared with the last part of the key, at any depth.
 *
 * @throws SyntaxError for a glob that matches no key.
 */
export function parseGlob(glob: string): KeyPredicate {
  if (glob === '') throw new SyntaxError('It is empty. Leave it out to match every key.')
  try {
    // Without debug, picomatch replaces a glob that it cannot compile by one that never matches.
    // With the flag s, a newline is a character like any other.
    const options = { dot: true, nonegate: true, posix: true, strictSlashes: true, debug: true, flags: 's' }
    const matches = picomatch(glob, { ...options, basename: !glob.includes('/') })
    // In picomatch no wildcard matches the segments . and .. of a path, but in S3 they are characters of a key.
    return (key) => matches(key) || matches(key.replace(DOT_SEGMENT, '$1_$2'))
  } catch (error) {
    throw new SyntaxError('Use a glob, for example tmp/** or *.tar.', { cause: error })
  }
}
