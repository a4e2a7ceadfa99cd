import type { Context } from '../context.js'
import type { Ending, ExitCode } from '../errors.js'

/** What a command does once its options are parsed: it returns how the run ended, or throws a Problem. */
export type Action<Options> = (options: Options, context: Context) => Promise<Ending>

/** Makes of an action what commander calls. */
export type Perform = <Options>(action: Action<Options>) => (options: Options) => Promise<void>

/** Runs a whole command line. */
export type Run = (argv: readonly string[], context: Context) => Promise<ExitCode>
