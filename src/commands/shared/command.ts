import type { Command } from 'commander'
import type { Context } from '../../context.js'
import type { ExitCode, ExitStatus } from '../../errors.js'
import type { Output } from '../../output/terminal.js'

/** Context of a command, with the settings of its command line. */
export interface CommandContext extends Context {
  /** Output for notes, warnings and progress. It is stderr, or nothing with `--quiet`. */
  readonly notices: Output
}

/** Runs a command with its parsed options. Returns how the run ended, or throws a CliError. */
export type CommandHandler<Options> = (options: Options, context: CommandContext) => Promise<ExitStatus>

/** Services of the command line for the commands that it loads. */
export interface Cli {
  /** Converts a handler to an action of commander. Arguments are passed as `options.args`. */
  readonly action: <Options>(handler: CommandHandler<Options>) => (...args: unknown[]) => Promise<void>
  /** Returns the program with the options of all commands, which are loaded for it. */
  readonly loadAll: () => Promise<Command>
  /** Runs another command line. */
  readonly run: (argv: readonly string[], context: Context) => Promise<ExitCode>
}
