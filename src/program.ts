import { Command, Option } from 'commander'
import { declareAbort } from './program/abort.js'
import { declareAbortAll } from './program/abort-all.js'
import { declareCompletion } from './program/completion.js'
import { declareDemo } from './program/demo.js'
import { declareDoctor } from './program/doctor.js'
import { showExamples } from './program/examples.js'
import { declareHelp } from './program/help.js'
import { declareLifecycle } from './program/lifecycle.js'
import { declareList } from './program/list.js'
import type { Perform } from './program/perform.js'
import { declareVerify } from './program/verify.js'
import type { Run } from './commands/demo.js'
import type { Context } from './context.js'
import type { Ending } from './errors.js'
import { displaySafe } from './core/safe-text.js'
import { coloured, type ColourOption } from './terminal/coloured.js'
import { styleOf } from './terminal/style.js'
import type { Terminal } from './terminal/terminal.js'
import { version } from './version.js'

/** The command line: what it understands. Every call makes a fresh one, since commander keeps what it parsed. */
export function createProgram(context: Context, finish: (ending: Ending) => void, run: Run): Command {
  const { output, errors } = context.terminal
  const program: Command = new Command('cwmpu')
    .description(
      'Finds and aborts incomplete multipart uploads in CoreWeave AI Object Storage, and in any S3 store.',
    )
    .version(version)
    .addOption(
      new Option('--color <when>', 'over NO_COLOR and FORCE_COLOR').choices(['auto', 'always', 'never']),
    )
    .addOption(new Option('--no-color', 'the same as --color never'))
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      // Commander takes the colours out again where the stream has none.
      styleTitle: (title) => styleOf({ hasColour: true }).heading(title),
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.write(text),
      writeErr: (text) => void errors.write(text),
      getOutHelpWidth: () => Math.min(output.width, 100),
      getErrHelpWidth: () => Math.min(errors.width, 100),
      getOutHasColors: () => terminal().output.hasColour,
      getErrHasColors: () => terminal().errors.hasColour,
      outputError: (text, write) => {
        write(text.split('\n').map(displaySafe).join('\n'))
      },
    })
  const terminal = (): Terminal => coloured(context.terminal, program.opts<ColourOption>().color)
  const perform: Perform = (load) => async (options) => {
    const action = await load()
    finish(await action(options, { ...context, terminal: terminal() }))
  }
  declareList(program, perform)
  declareAbort(program, perform)
  declareAbortAll(program, perform)
  declareVerify(program, perform)
  declareLifecycle(program, perform)
  declareDoctor(program, perform)
  declareDemo(program, perform, run)
  declareCompletion(program, perform)
  showExamples(program)
  declareHelp(program, perform)
  return program
}
