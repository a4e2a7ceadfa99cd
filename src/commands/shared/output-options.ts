import type { Command } from 'commander'
import { type Format, FORMATS } from '../../output/records.js'
import { addFlags, COMMON, Flag, type Run } from './command.js'

export interface OutputOptions {
  readonly output?: Format
}

export interface JsonOption {
  readonly json?: boolean
}

export function addFormatOptions(command: Command): Command {
  const format = 'table, json, ndjson, csv or tsv [default: table on a terminal, else tsv]'
  addFlags(command, 'Output:', [
    new Flag('-o, --output <format>', format, { ...COMMON, choices: FORMATS }),
    new Flag('--json', 'Same as -o json', COMMON),
    quietFlag(),
  ])
  // The last of the two counts.
  return command.on('option:json', () => command.setOptionValue('output', 'json'))
}

/** Adds `--json` to a command that has no other formats. */
export function addJsonOption(command: Command): Command {
  return addFlags(command, 'Output:', [new Flag('--json', 'Print one JSON document', COMMON), quietFlag()])
}

function quietFlag(): Flag {
  return new Flag('-q, --quiet', 'Print only errors, plans and questions to stderr')
}

export function formatOf({ options, terminal }: Run<OutputOptions>): Format {
  return options.output ?? (terminal.stdout.isTerminal ? 'table' : 'tsv')
}
