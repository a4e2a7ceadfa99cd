import type { Command } from 'commander'
import { invalidBucketName } from '../core/bucket-name.js'
import type { Duration } from '../core/time.js'
import type { ExitStatus } from '../errors.js'
import type { Cli, CommandContext } from './shared/command.js'

/** Maximum time for a Tab. */
const BUCKET_NAMES_TIMEOUT: Duration = 3_000

/** Declares the hidden command that completion runs for `--buckets`. */
export function declare(command: Command, cli: Cli): void {
  command.action(cli.action(printBucketNames))
}

/** Prints only names that are plain words in every shell. */
async function printBucketNames(_: unknown, context: CommandContext): Promise<ExitStatus> {
  const { terminal, environment, signal, connect } = context
  const client = await connect({ timeout: '3s' }, { environment })
  const names = await client.bucketNames(AbortSignal.any([signal, AbortSignal.timeout(BUCKET_NAMES_TIMEOUT)]))
  for (const name of names)
    if (invalidBucketName(name, 'virtual') === undefined) await terminal.stdout.write(`${name}\n`)
  return 'done'
}
