import { type Command, CommanderError } from 'commander'
import type { Cli } from './shared/command.js'

/** Topics of `cwmpu help`, besides the commands. */
export const TOPICS = {
  connecting: 'Endpoints, credentials and permissions',
  selection: 'Selection flags, globs and durations',
  output: 'Output formats',
  safety: 'Safety checks',
  environment: 'Environment variables',
  'exit-codes': 'Exit codes',
} as const
type Topic = keyof typeof TOPICS

export const TOPICS_HEADING = 'Topics (cwmpu help <topic>):'

/** Declares each command and topic as a subcommand, so that commander suggests one for a misspelled name. */
export async function declare(command: Command, cli: Cli): Promise<void> {
  addHelpSubcommands(await cli.loadAll(), command)
  for (const name of Object.keys(TOPICS) as Topic[]) {
    const print = cli.action(async ({ terminal }) => {
      const { TOPIC_TEXTS } = await import('./topics.js')
      await terminal.stdout.write(TOPIC_TEXTS[name])
      return 'done'
    })
    addLastWord(command.command(name).summary(TOPICS[name]).helpGroup(TOPICS_HEADING), print)
  }
}

/** Prints the help of a command and ends the run. Commander's `help` fails, because process.exitCode is 1 until then. */
export function showHelp(command: Command): never {
  command.outputHelp()
  throw new CommanderError(0, 'commander.help', '(outputHelp)')
}

function addHelpSubcommands(from: Command, helpCommand: Command): void {
  for (const each of from.createHelp().visibleCommands(from)) {
    const entry = helpCommand.command(each.name()).summary(each.summary()).helpCommand(false)
    // `help help` shows the help of the program, as `help` does.
    const shown = each.name() === 'help' ? from : each
    if (shown === each) addHelpSubcommands(each, entry)
    const show = () => showHelp(shown)
    // Commander suggests a subcommand only if there is no action, and then shows the help if no word follows.
    if (entry.commands.length > 0) Object.assign(entry, { help: show })
    else addLastWord(entry, show)
  }
}

/** Sets the action of a word after which no other can follow. Commander would count the arguments. */
function addLastWord(entry: Command, action: (...args: unknown[]) => void | Promise<void>): void {
  entry.allowExcessArguments().action((...args: unknown[]) => {
    const [unknown] = entry.args
    return unknown === undefined ? action(...args) : entry.error(`unknown command '${unknown}'`)
  })
}
