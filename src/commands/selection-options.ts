import type { Command } from 'commander'
import type { Environment } from '../context.js'
import { parseDuration } from '../core/duration.js'
import { parseInstant } from '../core/instant.js'
import type { KeyTest, Selection } from '../core/selection.js'
import { parseSize } from '../core/size.js'
import { parseGlob } from './glob.js'
import { parsed } from './parsed.js'
import { shardOf, type ShardOptions, takesShard } from './shard-option.js'

/** As commander gives them: a selection, but for what was not said. */
export type SelectionOptions = Partial<Selection> & ShardOptions

/** Which uploads are meant. All conditions that are given must hold. */
export function takesSelection(command: Command): Command {
  command
    .optionsGroup('Selection (every condition given must hold):')
    .option('--prefix <text>', 'keys that begin with this')
    .option('--match <glob>', 'keys that match; repeatable, one must match', collected('--match'))
    .option('--exclude <glob>', 'not the keys that match; repeatable', collected('--exclude'))
    .option(
      '--older-than <duration>',
      'begun longer ago than this, such as 7d or 1d12h',
      parsed('--older-than', parseDuration),
    )
    .option('--newer-than <duration>', 'begun less long ago than this', parsed('--newer-than', parseDuration))
    .option(
      '--initiated-before <time>',
      'begun before 2026-11-01 or 2026-11-01T09:30:00Z',
      parsed('--initiated-before', parseInstant),
    )
    .option('--initiated-after <time>', 'begun after this', parsed('--initiated-after', parseInstant))
    .option(
      '--idle-for <duration>',
      'no part came for longer than this; one request per upload',
      parsed('--idle-for', parseDuration),
    )
    .option(
      '--larger-than <size>',
      'holding more than this, such as 500MiB; one request per upload',
      parsed('--larger-than', parseSize),
    )
  return takesShard(command)
}

export function selectionOf(options: SelectionOptions, environment: Environment): Selection {
  const { prefix = '', match = [], exclude = [] } = options
  const { olderThan, newerThan, initiatedBefore, initiatedAfter, idleFor, largerThan } = options
  return {
    ...{ prefix, match, exclude },
    ...{ olderThan, newerThan, initiatedBefore, initiatedAfter },
    ...{ idleFor, largerThan },
    shard: shardOf(options, environment),
  }
}

/** Every glob given by a repeatable flag. */
function collected(
  flag: string,
): (glob: string, before: readonly KeyTest[] | undefined) => readonly KeyTest[] {
  const parse = parsed(flag, parseGlob)
  return (glob, before = []) => [...before, parse(glob)]
}
