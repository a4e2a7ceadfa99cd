import type { Context } from '../context.js'
import type { ExitStatus } from '../errors.js'

/** What a command does once its options are parsed: it returns how the run ended, or throws a CliError. */
export type Action<Options> = (options: Options, context: Context) => Promise<ExitStatus>

/** Makes of an action what commander calls. The action is loaded only when its command was chosen. */
export type Perform = <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>
