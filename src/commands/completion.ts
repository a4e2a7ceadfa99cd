import { Argument, type Command } from 'commander'
import type { Context } from '../context.js'
import { parseBucketName } from '../core/bucket-name.js'
import type { Duration } from '../core/duration.js'
import type { Ending } from '../errors.js'
import type { Perform } from './perform.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

const writers = {
  bash: async () => (await import('./completion/bash.js')).bashScript,
  zsh: async () => (await import('./completion/zsh.js')).zshScript,
  fish: async () => (await import('./completion/fish.js')).fishScript,
}

/** What a script calls for the names of buckets, where `--buckets` asked for them. */
const BUCKET_NAMES = 'bucket-names'
/** Nobody waits longer for a Tab. */
const PATIENCE: Duration = 3_000

export function declareCompletion(program: Command, perform: Perform): void {
  program
    .command('completion')
    .summary('print what completes commands, flags and values in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .option('--buckets', 'complete names of buckets too, by asking the store at each Tab')
    .action((shell: Shell, options: { readonly buckets?: boolean }) =>
      perform((_, context) => printScript(shell, options.buckets === true, program, context))(options),
    )
  program.command(BUCKET_NAMES, { hidden: true }).action(perform(printBucketNames))
}

/** Static but for `--buckets`, so that Tab is as fast as the shell is, and nothing that was typed is run. */
async function printScript(
  shell: Shell,
  withBuckets: boolean,
  program: Command,
  { terminal }: Context,
): Promise<Ending> {
  const [{ grammarOf }, write] = await Promise.all([import('./completion/grammar.js'), writers[shell]()])
  const bucketNames = withBuckets ? `${program.name()} ${BUCKET_NAMES} 2>/dev/null` : ''
  await terminal.output.write(write(program.name(), grammarOf(program), bucketNames))
  return 'done'
}

/** Only names that are plain words to every shell. */
async function printBucketNames(
  _: unknown,
  { terminal, environment, stop, connect }: Context,
): Promise<Ending> {
  const store = await connect({ timeout: PATIENCE }, { environment })
  const names = await store.bucketNames(AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]))
  for (const name of names.filter(isBucketName)) await terminal.output.write(`${name}\n`)
  return 'done'
}

function isBucketName(name: string): boolean {
  try {
    return parseBucketName(name) === name
  } catch {
    return false
  }
}
