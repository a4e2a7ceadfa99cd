import type { Command } from 'commander'
import { isByParts, ORDERS } from '../core/order.js'
import { GROUPINGS } from '../core/rollup.js'
import { CliError, type ExitStatus } from '../errors.js'
import { BUCKET_ORDERS, type BucketSummary, sortBuckets } from '../output/bucket-table.js'
import { addBucketsOptions, type BucketOptions, severalBuckets } from './shared/bucket-options.js'
import { addExamples, addFlags, type Cli, COMMON, Flag, parseCount, type Run } from './shared/command.js'
import { addConnectionOptions, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { Listing, type ListingOptions } from './shared/listing.js'
import { reportBuckets } from './shared/multi-bucket.js'
import { addFormatOptions, formatOf } from './shared/output-options.js'
import {
  addSelectionOptions,
  type ParsedSelection,
  parseSelectionOptions,
  type SelectionOptions,
} from './shared/selection-options.js'

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

async function list(run: Run<ListOptions>): Promise<ExitStatus> {
  const { options } = run
  const buckets = severalBuckets(options)
  const parsed = parseSelectionOptions(run, buckets?.[0]?.path ?? '')
  if (buckets?.length !== 1) return listSeveral(parsed, run)
  const { summary, reverse } = options
  const sort = parseOrder(options, ORDERS, 'uploads')
  if (summary && (sort ?? reverse)) throw conflictError('--summary', sort ? '--sort' : '--reverse')
  const connected = await connectToBucket(run)
  return new Listing({ ...connected, options: { ...options, sort }, parsed }).writeMatching()
}

async function listSeveral(parsed: ParsedSelection, run: Run<ListOptions>): Promise<ExitStatus> {
  const { summary, sizes, reverse = false, limit = Infinity, wide: isWide = false } = run.options
  const sort = parseOrder(run.options, BUCKET_ORDERS, 'several buckets')
  if (summary)
    throw new CliError('usage', 'Cannot combine --summary with several buckets.', 'Run cwmpu once per bucket.')
  const order = sort ?? (reverse ? 'name' : undefined)
  const arrange = (all: readonly BucketSummary[]) => (order ? sortBuckets(all, order, reverse) : all).slice(0, limit)
  const includeParts = sizes ?? sort === 'size'
  return reportBuckets({ ...run, parsed, purpose: 'list', includeParts, format: formatOf(run), isWide, arrange })
}

/** @throws CliError, usage, for an order of something else, or one that needs sizes with `--no-sizes`. */
function parseOrder<T extends string>(options: ListOptions, orders: readonly T[], what: string): T | undefined {
  const { sort: text, sizes } = options
  const order = orders.find((each) => each === text)
  if (sizes === false && isByParts(order)) throw conflictError('--no-sizes', `--sort ${order}`)
  if (text === undefined || order !== undefined) return order
  const hint = `Use --sort ${orders.slice(0, -1).join(', ')} or ${orders.at(-1) ?? ''}.`
  throw new CliError('usage', `Cannot sort ${what} by ${text}.`, hint)
}

function conflictError(flag: string, other: string): CliError {
  return new CliError('usage', `Cannot combine ${flag} with ${other}.`, 'Use one of them.')
}
