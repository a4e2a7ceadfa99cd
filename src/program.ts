import { Command, Option } from 'commander'
import type { Run } from './commands/demo.js'
import type { Context } from './context.js'
import { displaySafe } from './core/safe-text.js'
import type { ExitStatus } from './errors.js'
import { declareAbortAll } from './program/abort-all.js'
import { declareAbort } from './program/abort.js'
import { BUCKET_NAMES, declareBucketNames, declareCompletion } from './program/completion.js'
import { declareDemo } from './program/demo.js'
import { declareDoctor } from './program/doctor.js'
import { showExamples } from './program/examples.js'
import { addGuide, declareGuide } from './program/help.js'
import { LateDeclarations } from './program/late.js'
import { declareLifecycle } from './program/lifecycle.js'
import { declareList } from './program/list.js'
import { title } from './program/paint.js'
import type { Perform } from './program/perform.js'
import { declareVerify } from './program/verify.js'
import { coloured, type ColourOption } from './terminal/coloured.js'
import type { Terminal } from './terminal/terminal.js'
import { version } from './version.js'

/**
 * The command line: what it understands. Every call makes a fresh one, since commander keeps what it parsed.
 *
 * @returns the program with what belongs to each command only once it was chosen, and a way to have all of it.
 */
export function createProgram(
  context: Context,
  finish: (ending: ExitStatus) => void,
  run: Run,
): { program: Command; inFull: () => Command } {
  const program = emptyProgram(context)
  showExamples(program, '')
  const perform: Perform = (load) => async (options) => {
    const action = await load()
    finish(await action(options, { ...context, terminal: terminalOf(program, context) }))
  }
  const late = new LateDeclarations(program)
  const inFull = () => {
    late.declareAll()
    return program
  }
  const add = (name: string, summary: string, declare: (command: Command, perform: Perform) => void) => {
    const command = program.command(name, { hidden: summary === '' }).summary(summary)
    late.add(command, (chosen) => {
      declare(chosen, perform)
    })
  }
  add('list', 'show the incomplete uploads of a bucket', declareList)
  add('abort', 'abort one upload, or exactly those of a reviewed listing', declareAbort)
  add('abort-all', 'abort every selected upload, then list again to prove it', declareAbortAll)
  add('verify', 'tell whether a bucket is clear: exit 0 if so, 8 if uploads remain', declareVerify)
  add('lifecycle', 'stop incomplete uploads from coming back, by rules of the bucket', declareLifecycle)
  add('doctor', 'show what is connected to, as whom, and what is in the way', declareDoctor)
  add('demo', 'the whole story on a store of its own: no account, no network', (command) => {
    declareDemo(command, perform, run)
  })
  add('completion', 'print what completes commands, flags and values in a shell', (command) => {
    declareCompletion(command, perform, inFull)
  })
  add(BUCKET_NAMES, '', declareBucketNames)
  late.add(addGuide(program), (guide) => {
    declareGuide(guide, perform, inFull)
  })
  return { program, inFull }
}

function emptyProgram(context: Context): Command {
  const { output, errors } = context.terminal
  const program: Command = new Command('cwmpu')
  return program
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
      styleTitle: title,
    })
    .exitOverride()
    .configureOutput({
      // `run` reports a failed write.
      writeOut: (text) => void output.write(text).catch(() => undefined),
      writeErr: (text) => void errors.write(text),
      getOutHelpWidth: () => Math.min(output.width, 100),
      getErrHelpWidth: () => Math.min(errors.width, 100),
      getOutHasColors: () => terminalOf(program, context).output.hasColour,
      getErrHasColors: () => terminalOf(program, context).errors.hasColour,
      outputError: (text, write) => {
        write(text.split('\n').map(displaySafe).join('\n'))
      },
    })
}

/** The terminal, by what was said of colour. */
function terminalOf(program: Command, { terminal }: Context): Terminal {
  return coloured(terminal, program.opts<ColourOption>().color)
}
