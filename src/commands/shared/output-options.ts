import type { Command } from 'commander'
import { type Format, FORMATS } from '../../output/records.js'
import type { Terminal } from '../../output/terminal.js'
import { Flag } from './command.js'

export interface OutputOptions {
  readonly output?: Format
  readonly json?: boolean
}

/** Adds the output formats. */
export function addFormatOptions(command: Command): Command {
  command.optionsGroup('Output:')
  command.addOption(
    new Flag('-o, --output <format>', 'table, json, ndjson, csv or tsv [default: table on a terminal, else tsv]', {
      choices: FORMATS,
      isCommon: true,
    }),
  )
  // The last of the two counts.
  command.addOption(jsonFlag('Same as -o json')).on('option:json', () => {
    command.setOptionValue('output', 'json')
  })
  return addQuietOption(command)
}

/** Adds `--json` to a command that has no other formats. */
export function addJsonOption(command: Command): Command {
  command.optionsGroup('Output:')
  return addQuietOption(command.addOption(jsonFlag('Print one JSON document')))
}

export function formatOf(options: OutputOptions, { stdout }: Pick<Terminal, 'stdout'>): Format {
  return options.output ?? (stdout.isTerminal ? 'table' : 'tsv')
}

function jsonFlag(description: string): Flag {
  return new Flag('--json', description, { isCommon: true })
}

function addQuietOption(command: Command): Command {
  return command.addOption(new Flag('-q, --quiet', 'Print only errors, plans and questions to stderr'))
}
