import type { Command } from 'commander'
import { ORDERS } from '../core/order.js'
import { GROUPINGS } from '../core/rollup.js'
import { CliError, type ExitStatus } from '../errors.js'
import { BUCKET_ORDERS, type BucketOrder, sortBuckets } from '../output/bucket-table.js'
import { addBucketsOptions, type BucketOptions, pathOfOnlyBucket, severalBuckets } from './shared/bucket-options.js'
import { addExamples, addFlags, type Cli, type CommandContext, COMMON, Flag, parseCount } from './shared/command.js'
import { addConnectionOptions, type ConnectionFlags, connectToBuckets } from './shared/connect.js'
import { Listing, type ListingOptions } from './shared/listing.js'
import { type MultiBucketScan, scanBuckets, statusOfBuckets, writeBuckets } from './shared/multi-bucket.js'
import { addFormatOptions, formatOf } from './shared/output-options.js'
import { addSelectionOptions, parseSelectionOptions, type SelectionOptions } from './shared/selection-options.js'

const ALL_ORDERS = [...new Set<string>([...ORDERS, ...BUCKET_ORDERS])]

interface ListOptions extends BucketOptions, ConnectionFlags, SelectionOptions, Omit<ListingOptions, 'sort'> {
  readonly sort?: string
}

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET...] [flags]')
  addSelectionOptions(addBucketsOptions(command))
  const by = new Flag('--by <group>', 'Group by prefix or age [default: prefix]', { choices: GROUPINGS })
  const depth = new Flag('--depth <levels>', 'Number of key levels in a prefix [default: 1]', { parse: parseCount })
  const orders = 'age, size, key or activity; for several buckets age, size, name or uploads'
  addFlags(command, 'View:', [
    new Flag('--sizes', 'Show sizes (one extra request per upload)', COMMON),
    new Flag('--no-sizes', 'Do not measure sizes'),
    new Flag('--summary', 'Show totals per prefix or age', COMMON),
    by.implies({ summary: true }),
    depth.implies({ summary: true }),
    new Flag('--sort <order>', orders, { ...COMMON, choices: ALL_ORDERS }),
    new Flag('--reverse', 'Reverse the sort order'),
    new Flag('--limit <count>', 'Show at most COUNT uploads', { ...COMMON, parse: parseCount }),
    new Flag('--wide', 'Show every column in full', COMMON),
  ])
  addConnectionOptions(addFormatOptions(command))
  addExamples(command, [
    ['List old uploads of a job', 'cwmpu list my-bucket --prefix checkpoints/ --older-than 7d'],
    ['List the ten largest', 'cwmpu list my-bucket --sort size --limit 10'],
    ['Pass every key to a script', "cwmpu list my-bucket --json | jq -r '.Uploads[].Key'"],
  ])
  command.action(cli.action(list))
}

async function list(options: ListOptions, context: CommandContext): Promise<ExitStatus> {
  const parsed = await parseSelectionOptions(options, pathOfOnlyBucket(options), context.environment)
  const isSeveral = severalBuckets(options)?.length !== 1
  assertOrder(options.sort, isSeveral)
  if (isSeveral && options.summary)
    throw new CliError('usage', 'Cannot combine --summary with several buckets.', 'Run cwmpu once per bucket.')
  const { client, names } = await connectToBuckets(options, context)
  const [name] = names
  if (isSeveral || name === undefined) {
    const includeParts = options.sizes ?? options.sort === 'size'
    return listSeveral({ client, names, parsed, includeParts, purpose: 'list' }, options, context)
  }
  return new Listing(client.bucket(name), parsed, options as ListingOptions, context).run()
}

function assertOrder(order: string | undefined, isSeveral: boolean): void {
  const orders: readonly string[] = isSeveral ? BUCKET_ORDERS : ORDERS
  if (order === undefined || orders.includes(order)) return
  const message = `Cannot sort ${isSeveral ? 'several buckets' : 'uploads'} by ${order}.`
  throw new CliError('usage', message, `Use --sort ${orders.slice(0, -1).join(', ')} or ${orders.at(-1) ?? ''}.`)
}

async function listSeveral(scan: MultiBucketScan, options: ListOptions, context: CommandContext): Promise<ExitStatus> {
  const { sort, reverse = false, limit = Infinity } = options
  const summaries = await scanBuckets(scan, context)
  const order = (sort ?? (reverse ? 'name' : undefined)) as BucketOrder | undefined
  const rows = (order ? sortBuckets(summaries, order, reverse) : summaries).slice(0, limit)
  await writeBuckets(rows, scan, formatOf(options, context.terminal), context)
  return statusOfBuckets(summaries, scan)
}
