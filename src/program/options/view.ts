import { type Command, Option } from 'commander'
import { parseCount } from '../../core/count.js'
import { ORDERS } from '../../core/order.js'
import { GROUPINGS } from '../../core/rollup.js'
import { parsed } from '../../errors.js'

/** What of the selected uploads is shown, and in which order. */
export function takesView(command: Command): Command {
  return command
    .optionsGroup('View:')
    .option('--sizes', 'parts, size and last activity, one request per upload')
    .option('--no-sizes', 'leave them out of --summary')
    .addOption(new Option('--sort <order>', 'oldest, largest or longest idle first').choices(ORDERS))
    .option('--reverse', 'the other way round')
    .option('--limit <count>', 'only the first so many', parsed('--limit', parseCount))
    .option('--summary', 'uploads, size and age rolled up, the biggest first')
    .addOption(
      new Option('--by <what>', 'what to roll up by (default: prefix)')
        .choices(GROUPINGS)
        .implies({ summary: true }),
    )
    .addOption(
      new Option('--depth <levels>', 'how many levels of a key make a prefix (default: 1)')
        .argParser(parsed('--depth', parseCount))
        .implies({ summary: true }),
    )
}
