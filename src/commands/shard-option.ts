import { type Command, Option } from 'commander'
import type { Environment } from '../context.js'
import { displaySafe } from '../core/safe-text.js'
import { parseShard, parseShardCount, type Shard } from '../core/shard.js'
import { Problem } from '../errors.js'
import { parsed } from './parsed.js'

export interface ShardOptions {
  readonly shard?: Shard | undefined
  readonly shards?: number
}

/** Which share of the selected uploads is meant, where several processes share the work. */
export function takesShard(command: Command): Command {
  return command
    .addOption(
      new Option('--shard <i/n>', 'one share of n, such as 3/8, for n processes at once')
        .argParser(parsed('--shard', parseShard))
        .conflicts('shards'),
    )
    .option(
      '--shards <n>',
      "the share that a Kubernetes Job's index names",
      parsed('--shards', parseShardCount),
    )
}

/**
 * An Indexed Job counts its pods from 0: https://kubernetes.io/docs/concepts/workloads/controllers/job/
 *
 * @throws Problem, usage, where `--shards` is said and nothing says which of them.
 */
export function shardOf({ shard, shards }: ShardOptions, environment: Environment): Shard | undefined {
  if (shards === undefined) return shard
  const index = environment['JOB_COMPLETION_INDEX']
  if (index === undefined) {
    throw new Problem(
      'usage',
      `--shards ${shards} needs JOB_COMPLETION_INDEX, which an Indexed Job of Kubernetes sets: elsewhere say --shard 1/${shards} to --shard ${shards}/${shards}.`,
    )
  }
  if (!/^\d{1,5}$/.test(index) || Number(index) >= shards) {
    throw new Problem(
      'usage',
      `JOB_COMPLETION_INDEX ${displaySafe(index) || '""'} is not one of 0 to ${shards - 1}: the completions of the Job and --shards must be the same number.`,
    )
  }
  return { number: Number(index) + 1, of: shards }
}
