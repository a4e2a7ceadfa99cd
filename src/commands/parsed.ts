import { displaySafe } from '../core/safe-text.js'
import { Problem } from '../errors.js'

/** @throws SyntaxError with a sentence that says what to write. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SyntaxError('is not a whole number.')
  return Number(text)
}

/** @throws SyntaxError with a sentence that says what to write. */
export function parseConcurrency(text: string): number {
  const count = parseCount(text)
  if (count === 0) throw new SyntaxError('would send nothing: write 1 or more.')
  return count
}

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
