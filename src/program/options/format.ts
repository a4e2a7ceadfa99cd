import { type Command, Option } from 'commander'
import { FORMATS } from '../../terminal/format.js'

export function takesFormat(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(
      new Option('-o, --output <format>', 'default: table on a terminal, tsv in a pipe').choices(FORMATS),
    )
    .addOption(new Option('--json', 'the same as -o json').implies({ output: 'json' }))
}
