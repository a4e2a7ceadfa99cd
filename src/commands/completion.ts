import { Argument, type Command } from 'commander'
import { CliError, type ExitStatus } from '../errors.js'
import { addExamples, type Cli, Flag, type Run } from './shared/command.js'

/** Scripts that run COMMAND at each Tab. It prints a line for each word, or `:files` if a file is expected. */
const SCRIPTS = {
  // For bash 3.2, which macOS has, and later. It needs no bash-completion.
  bash: `# Completion of cwmpu for bash. In ~/.bashrc: eval "$(cwmpu completion bash)"
_cwmpu() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then compopt -o default 2>/dev/null
    else COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <(COMMAND -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cwmpu cwmpu
`,
  zsh: `#compdef cwmpu
# Completion of cwmpu for zsh. In ~/.zshrc, after compinit: eval "$(cwmpu completion zsh)"
_cwmpu() {
  local line
  local -a items
  for line in "\${(@f)$(COMMAND -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ $line == :files ]] && { compset -P '--*='; _files; return }
    [[ -n $line ]] && items+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe word items
}
if [[ $funcstack[1] == _cwmpu ]]; then _cwmpu "$@"; else compdef _cwmpu cwmpu; fi
`,
  fish: `# Completion of cwmpu for fish. In ~/.config/fish/config.fish: cwmpu completion fish | source
function __cwmpu_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines (COMMAND -- $words[2..] "$current" 2>/dev/null)
  if test "$lines[1]" = :files
    set -l flag (string match -r -- '^--[^=]*=' "$current")
    for path in (__fish_complete_path (string replace -- "$flag" '' "$current"))
      echo "$flag$path"
    end
  else
    printf '%s\\n' $lines
  end
end
complete -c cwmpu -e
complete -c cwmpu -f -a '(__cwmpu_complete)'
`,
}

interface CompletionOptions {
  readonly args?: keyof typeof SCRIPTS
  readonly buckets?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command
    .usage('<bash|zsh|fish> [flags]')
    .addArgument(new Argument('[shell]', 'Shell').choices(Object.keys(SCRIPTS)))
    .addOption(new Flag('--buckets', 'Complete bucket names too, with a request at each Tab', { isCommon: true }))
  addExamples(command, [
    ['In ~/.bashrc', 'eval "$(cwmpu completion bash)"'],
    ['In ~/.zshrc, after compinit', 'eval "$(cwmpu completion zsh)"'],
    ['In ~/.config/fish/config.fish', 'cwmpu completion fish | source'],
    ['Complete bucket names too', 'eval "$(cwmpu completion bash --buckets)"'],
  ])
  command.action(cli.action(printScript))
}

async function printScript({ options, terminal }: Run<CompletionOptions>): Promise<ExitStatus> {
  const { args: shell, buckets = false } = options
  if (shell === undefined) throw new CliError('usage', 'No shell given.', 'Use bash, zsh or fish.')
  const script = SCRIPTS[shell].replace('COMMAND', `cwmpu complete${buckets ? ' --buckets' : ''}`)
  await terminal.stdout.write(script)
  return 'done'
}
