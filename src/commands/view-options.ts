import { type Command, Option } from 'commander'
import { isByParts, type Order, ORDERS } from '../core/order.js'
import { type Grouping, GROUPINGS } from '../core/rollup.js'
import { parseCount, parsed } from './parsed.js'

/** What of the selected uploads is shown, and in which order. */
export interface ViewOptions {
  readonly sizes?: boolean
  readonly sort?: Order
  readonly reverse?: boolean
  readonly limit?: number
  readonly summary?: boolean
  readonly by?: Grouping
  readonly depth?: number
}

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

/** Sizes are shown where they were asked for, or where the view is nothing without them. */
export function wantsParts({ sizes, summary, sort }: ViewOptions): boolean {
  return sizes ?? (summary === true || isByParts(sort))
}
