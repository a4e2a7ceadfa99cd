import { displaySafe } from './core/safe-text.js'
import { CliError } from './errors.js'

/** Turns a parser's complaint about something that a person wrote, such as a flag, into one sentence for them. */
export function parsed<T>(name: string, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new CliError('usage', `${name} ${displaySafe(text) || '""'} ${error.message}`, { cause: error })
    }
  }
}
