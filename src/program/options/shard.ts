import { type Command, Option } from 'commander'
import { parseShard, parseShardCount } from '../../core/shard.js'
import { parsed } from '../../errors.js'

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
