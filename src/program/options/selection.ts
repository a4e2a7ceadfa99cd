import type { Command } from 'commander'
import { parseDuration } from '../../core/duration.js'
import { parseInstant } from '../../core/instant.js'
import { parseSize } from '../../core/size.js'
import { takesShard } from './shard.js'
import { parsed } from '../../errors.js'

/** Which uploads are meant. All conditions that are given must hold. */
export function takesSelection(command: Command): Command {
  command
    .optionsGroup('Selection (every condition given must hold):')
    .option('--prefix <text>', 'keys that begin with this')
    .option('--match <glob>', 'keys that match; repeatable, one must match', together)
    .option('--exclude <glob>', 'not the keys that match; repeatable', together)
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

/** Every value of a repeatable flag. */
function together(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
