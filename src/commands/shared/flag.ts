import { Option } from 'commander'
import { displaySafe } from '../../core/safe-text.js'
import { CliError, parsed } from '../../errors.js'

interface FlagSettings {
  /** Parses the value. A SyntaxError becomes a usage error. */
  readonly parse?: (text: string) => unknown
  readonly choices?: readonly string[]
  /** Included in `-h`. */
  readonly isCommon?: boolean
  /**
   * Refuses a second value. For flags that say where, with which credentials, or which uploads: if the last one won,
   * a bucket that the user named would be skipped silently.
   */
  readonly isSingle?: boolean
  /** Collects all values. */
  readonly isList?: boolean
}

/** Declared option of a command. */
export class Flag extends Option {
  readonly isCommon: boolean

  constructor(flags: string, description: string, settings: FlagSettings = {}) {
    super(flags, description)
    const { parse, choices, isCommon = false, isSingle = false, isList = false } = settings
    this.isCommon = isCommon
    const flagName = this.long ?? flags
    if (choices) this.choices(choices)
    const parseChoice = this.parseArg
    if (!parse && !isSingle && !isList) return
    let given: string | undefined
    this.argParser((text: string, before: unknown): unknown => {
      if (isSingle && given !== undefined && given !== text) throw repeatedError(flagName, given, text)
      given = text
      const value: unknown = parse
        ? parsed(flagName, parse)(text)
        : (parseChoice?.<unknown>(text, undefined) ?? text)
      return isList ? [...((before as readonly unknown[] | undefined) ?? []), value] : value
    })
  }
}

/** Returns the error for a flag, or a bucket, that was given twice with different values. */
export function repeatedError(
  name: string,
  first: string,
  second: string,
  advice = 'Use it once.',
): CliError {
  const values = `"${displaySafe(first)}" and "${displaySafe(second)}"`
  return new CliError('usage', `${name} was given twice: ${values}.`, { hint: advice })
}
