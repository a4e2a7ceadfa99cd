import type { Context } from '../context.js'
import type { Ending } from '../errors.js'

/** What a command does once its options are parsed: it returns how the run ended, or throws a Problem. */
export type Action<Options> = (options: Options, context: Context) => Promise<Ending>

/** Makes of an action what commander calls. The action is loaded only when its command was chosen. */
export type Perform = <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>
