import { Command } from 'commander'
import type { Perform } from './perform.js'

/** What can be read about besides the commands. */
const TOPICS = {
  connecting: {
    summary: 'set-ups that work, and what they need',
    read: () => import('./topics/connecting.js'),
  },
  selection: {
    summary: 'which uploads are meant',
    read: () => import('./topics/selection.js'),
  },
  output: {
    summary: 'formats, for people and for programs',
    read: () => import('./topics/output.js'),
  },
  safety: {
    summary: 'what is done so that nothing else goes',
    read: () => import('./topics/safety.js'),
  },
  environment: {
    summary: 'variables that count',
    read: () => import('./topics/environment.js'),
  },
  'exit-codes': {
    summary: 'what a run tells a script',
    read: () => import('./topics/exit-codes.js'),
  },
} as const

const HEADING = 'Topics (cwmpu help <topic>):'

/**
 * `cwmpu help`. Whatever can follow is a command to commander, which so knows what a misspelt one was meant to be.
 */
class Guide extends Command {
  /** Commander's, where nothing follows. */
  override help(): never {
    return (this.parent ?? this).help({ error: false })
  }
}

/** The command `help` itself. What can follow it is declared by `declareGuide`. */
export function addGuide(program: Command): Command {
  const guide = new Guide('help')
    .copyInheritedSettings(program)
    .usage('[command or topic]')
    .summary('show the help of a command, or of a topic')
    .helpCommand(false)
  program
    .helpCommand(false)
    .addCommand(guide)
    .addHelpText('after', () => topicsOf(program))
  return guide
}

/** `programInFull`: as for `declareCompletion`. */
export function declareGuide(guide: Command, perform: Perform, programInFull: () => Command): void {
  mirror(programInFull(), guide)
  for (const [name, { summary, read }] of Object.entries(TOPICS)) {
    guide
      .command(name)
      .summary(summary)
      .helpGroup(HEADING)
      .action(
        perform(async () => {
          const { text } = await read()
          return async (_, { terminal }) => {
            await terminal.output.write(text)
            return 'done'
          }
        }),
      )
  }
}

/** Has a guide know each command, and each command of a command: what it does is to show the help of it. */
function mirror(command: Command, guide: Command): void {
  for (const each of command.createHelp().visibleCommands(command)) {
    if (each instanceof Guide) continue
    const entry = guide.command(each.name()).summary(each.summary()).helpCommand(false)
    entry.action(() => {
      each.outputHelp()
    })
    mirror(each, entry)
  }
}

/** The topics, below the commands and in line with them. */
function topicsOf(program: Command): string {
  const help = program.createHelp()
  const width = help.padWidth(program, help)
  const lines = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `\n${help.styleTitle(HEADING)}\n${lines.join('\n')}`
}
