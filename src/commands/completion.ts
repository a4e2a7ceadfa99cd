import { Argument, type Command } from 'commander'
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
