import type { Environment } from '../context.js'
import { displaySafe } from '../core/safe-text.js'
import type { KeyPredicate, Selection } from '../core/selection.js'
import type { Shard } from '../core/shard.js'
import { CliError, parsed } from '../errors.js'

/** As commander gives them: a selection, but for what was not said, and with its globs as they were written. */
export interface SelectionOptions extends Omit<Partial<Selection>, 'match' | 'exclude'> {
  readonly match?: readonly string[]
  readonly exclude?: readonly string[]
  readonly shards?: number
}

/** @throws CliError, usage, for a glob that is none, and for a share of which nothing says which it is. */
export async function selectionOf(options: SelectionOptions, environment: Environment): Promise<Selection> {
  const { prefix = '', match = [], exclude = [] } = options
  const { olderThan, newerThan, initiatedBefore, initiatedAfter, idleFor, largerThan } = options
  return {
    prefix,
    match: await testsOf('--match', match),
    exclude: await testsOf('--exclude', exclude),
    ...{ olderThan, newerThan, initiatedBefore, initiatedAfter },
    ...{ idleFor, largerThan },
    shard: shardOf(options, environment),
  }
}

async function testsOf(flag: string, globs: readonly string[]): Promise<readonly KeyPredicate[]> {
  if (globs.length === 0) return []
  const { parseGlob } = await import('../glob.js')
  return globs.map(parsed(flag, parseGlob))
}

/** An Indexed Job counts its pods from 0: https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
function shardOf({ shard, shards }: SelectionOptions, environment: Environment): Shard | undefined {
  if (shards === undefined) return shard
  const index = environment['JOB_COMPLETION_INDEX']
  if (index === undefined) {
    throw new CliError(
      'usage',
      `--shards ${shards} needs JOB_COMPLETION_INDEX, which an Indexed Job of Kubernetes sets: elsewhere say --shard 1/${shards} to --shard ${shards}/${shards}.`,
    )
  }
  if (!/^\d{1,5}$/.test(index) || Number(index) >= shards) {
    throw new CliError(
      'usage',
      `JOB_COMPLETION_INDEX ${displaySafe(index) || '""'} is not one of 0 to ${shards - 1}: the completions of the Job and --shards must be the same number.`,
    )
  }
  return { number: Number(index) + 1, of: shards }
}
