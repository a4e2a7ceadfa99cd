import { Argument, type Command } from 'commander'
import { invalidBucketName } from '../core/bucket-name.js'
import { signalWithin } from '../core/concurrency.js'
import type { Duration } from '../core/time.js'
import type { ExitStatus } from '../errors.js'
import { addExamples, type Cli, type CommandContext, Flag } from './shared/command.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

const writers = {
  bash: async () => (await import('./completion/bash.js')).bashScript,
  zsh: async () => (await import('./completion/zsh.js')).zshScript,
  fish: async () => (await import('./completion/fish.js')).fishScript,
}

interface CompletionOptions {
  readonly args?: Shell
  readonly buckets?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command
    .usage('<bash|zsh|fish> [flags]')
    .addArgument(new Argument('<shell>', 'Shell').choices(SHELLS))
    .addOption(new Flag('--buckets', 'Complete bucket names too, with a request at each Tab', { isCommon: true }))
  addExamples(command, [
    ['In ~/.bashrc', 'eval "$(cwmpu completion bash)"'],
    ['In ~/.zshrc, after compinit', 'eval "$(cwmpu completion zsh)"'],
    ['In ~/.config/fish/config.fish', 'cwmpu completion fish | source'],
    ['Complete bucket names too', 'eval "$(cwmpu completion bash --buckets)"'],
  ])
  command.action(cli.action((options: CompletionOptions, context) => printScript(options, cli, context)))
}

/** Prints a static script, except for `--buckets`, so that completion is fast and runs nothing that was typed. */
async function printScript(
  { args: shell = 'bash', buckets = false }: CompletionOptions,
  cli: Cli,
  { terminal }: CommandContext,
): Promise<ExitStatus> {
  const program = await cli.loadAll()
  const [{ completionSpec }, write] = await Promise.all([import('./completion/spec.js'), writers[shell]()])
  const bucketNames = buckets ? `${program.name()} bucket-names 2>/dev/null` : ''
  await terminal.stdout.write(write(program.name(), completionSpec(program), bucketNames))
  return 'done'
}

/** Maximum time for a Tab. */
const BUCKET_NAMES_TIMEOUT: Duration = 3_000

/** Declares the hidden command that completion runs for `--buckets`. */
export function declareBucketNames(command: Command, cli: Cli): void {
  command.action(cli.action(printBucketNames))
}

/** Prints only names that are plain words in every shell. */
async function printBucketNames(_: unknown, context: CommandContext): Promise<ExitStatus> {
  const { terminal, environment, signal, connect } = context
  const client = await connect({ timeout: '3s' }, { environment })
  const names = await client.bucketNames(signalWithin(BUCKET_NAMES_TIMEOUT, signal))
  for (const name of names)
    if (invalidBucketName(name, 'virtual') === undefined) await terminal.stdout.write(`${name}\n`)
  return 'done'
}
