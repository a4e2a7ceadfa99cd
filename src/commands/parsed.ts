import { displaySafe } from '../core/safe-text.js'
import { Problem } from '../errors.js'

/** Turns a parser's complaint about a flag into one sentence for the person. */
export function parsed<T>(flag: string, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Problem('usage', `${flag} ${displaySafe(text) || '""'} ${error.message}`, { cause: error })
    }
  }
}
