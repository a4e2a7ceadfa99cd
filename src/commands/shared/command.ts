import { styleText } from 'node:util'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { displaySafe, displayUrl } from '../../core/safe-text.js'
import { CliError, type ExitCode, type ExitStatus, parseOption } from '../../errors.js'
import type { Output } from '../../output/terminal.js'

/** One run of a command: its context, and the options of its command line. */
export interface Run<Options = object> extends Context {
  readonly options: Options
  /** Output for notes, warnings and progress. It is stderr, or nothing with `--quiet`. */
  readonly notices: Output
}

/** Runs a command. Returns how the run ended, or throws a CliError. */
export type CommandHandler<Options> = (run: Run<Options>) => Promise<ExitStatus>

/** Services of the command line for the commands that it loads. */
export interface Cli {
  /** Converts a handler to an action of commander. Arguments are passed as `options.args`. */
  readonly action: <Options>(handler: CommandHandler<Options>) => (...args: unknown[]) => Promise<void>
  /** The program. Its commands have no options before they are loaded. */
  readonly command: Command
  /** Loads a command and declares its options, once. */
  readonly load: (command: Command) => Promise<void>
  readonly loadAll: () => Promise<Command>
  /** Runs another command line. */
  readonly run: (argv: readonly string[], context: Context) => Promise<ExitCode>
}

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

/** Settings of a flag that `-h` shows, that refuses a second value, and of both. */
export const COMMON = { isCommon: true }
export const SINGLE = { isSingle: true }
export const COMMON_SINGLE = { ...COMMON, ...SINGLE }

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
        ? parseOption(flagName, parse)(text)
        : (parseChoice?.<unknown>(text, undefined) ?? text)
      return isList ? [...((before as readonly unknown[] | undefined) ?? []), value] : value
    })
  }
}

export function addFlags(command: Command, heading: string, flags: readonly Flag[]): Command {
  command.optionsGroup(heading)
  for (const flag of flags) command.addOption(flag)
  return command
}

export function repeatedError(name: string, first: string, second: string, advice = 'Use it once.'): CliError {
  const shown = name === '--endpoint' ? displayUrl : displaySafe
  return new CliError('usage', `${name} was given twice: "${shown(first)}" and "${shown(second)}".`, advice)
}

/** @throws SyntaxError with a message for users. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SyntaxError('Use a whole number.')
  return Number(text)
}

/** @throws SyntaxError with a message for users. */
export function parseConcurrency(text: string): number {
  const count = parseCount(text)
  if (count === 0) throw new SyntaxError('Use 1 or more.')
  return count
}

type Example = readonly [purpose: string, commandLines: string]

// Not chalk, which takes a millisecond to load at every start. Commander removes the colors if the stream has none.
const ALWAYS = { validateStream: false }

export function bold(text: string): string {
  return styleText('bold', text, ALWAYS)
}

export function addExamples(command: Command, examples: readonly Example[]): void {
  const blocks = examples.map(([purpose, lines]) => {
    const comment = styleText('dim', `# ${purpose}`, ALWAYS)
    return `  ${comment}\n${lines.replace(/^/gm, '  $ ')}\n`
  })
  command.addHelpText('after', `\n${bold('Examples:')}\n${blocks.join('').trimEnd()}`)
}
