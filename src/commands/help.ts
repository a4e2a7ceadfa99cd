import type { Command } from 'commander'
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
    command.command(name).summary(TOPICS[name]).helpGroup(TOPICS_HEADING).action(print)
  }
}

function addHelpSubcommands(from: Command, helpCommand: Command): void {
  for (const each of from.createHelp().visibleCommands(from)) {
    if (each.name() === 'help') continue
    const entry = helpCommand.command(each.name()).summary(each.summary()).helpCommand(false)
    entry.action(() => each.outputHelp())
    addHelpSubcommands(each, entry)
  }
}
