import { Argument, type Command } from 'commander'
import type { Perform } from './perform.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

const writers = {
  bash: async () => (await import('./completion/bash.js')).bashScript,
  zsh: async () => (await import('./completion/zsh.js')).zshScript,
  fish: async () => (await import('./completion/fish.js')).fishScript,
}

/** The hidden command that a script calls for the names of buckets, where `--buckets` asked for them. */
export const BUCKET_NAMES = 'bucket-names'

/** `programInFull`: the program with all that belongs to each of its commands. */
export function declareCompletion(command: Command, perform: Perform, programInFull: () => Command): void {
  command
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .option('--buckets', 'complete names of buckets too, by asking the store at each Tab')
    .action((shell: Shell, { buckets = false }: { readonly buckets?: boolean }) =>
      perform(async () => {
        const script = await scriptFor(shell, buckets, programInFull())
        return async (_, { terminal }) => {
          await terminal.output.write(script)
          return 'done'
        }
      })({}),
    )
}

export function declareBucketNames(command: Command, perform: Perform): void {
  command.action(perform(async () => (await import('../commands/bucket-names.js')).printBucketNames))
}

/** Static but for `--buckets`, so that Tab is as fast as the shell is, and nothing that was typed is run. */
async function scriptFor(shell: Shell, withBuckets: boolean, program: Command): Promise<string> {
  const [{ grammarOf }, write] = await Promise.all([import('./completion/grammar.js'), writers[shell]()])
  const bucketNames = withBuckets ? `${program.name()} ${BUCKET_NAMES} 2>/dev/null` : ''
  return write(program.name(), grammarOf(program), bucketNames)
}
