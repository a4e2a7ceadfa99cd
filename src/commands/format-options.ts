import { type Command, Option } from 'commander'
import type { Format } from '../terminal/listing.js'
import { MACHINE_FORMATS } from '../terminal/records.js'
import type { Terminal } from '../terminal/terminal.js'

export interface FormatOptions {
  readonly output?: Format
}

export function takesFormat(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(
      new Option('-o, --output <format>', 'default: table on a terminal, tsv in a pipe').choices([
        'table',
        ...MACHINE_FORMATS,
      ]),
    )
    .addOption(new Option('--json', 'the same as -o json').implies({ output: 'json' }))
}

export function formatOf(options: FormatOptions, { output }: Terminal): Format {
  return options.output ?? (output.isTerminal ? 'table' : 'tsv')
}
