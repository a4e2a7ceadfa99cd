import { type CompletionFlag, type CompletionSpec, flatten } from './spec.js'

/**
 * Returns completion for bash 3.2, which macOS has, and later. It needs no bash-completion. It never passes typed text
 * to eval or `compgen -W`, which would run a `$(…)` in it.
 */
export function bashScript(name: string, program: CompletionSpec, bucketNames: string): string {
  const all = flatten(program)
  return `# Completion of ${name} for bash. In ~/.bashrc: eval "$(${name} completion bash)"
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD-1]} command='' words='' each
  # Bash makes three words of --flag=value.
  if [[ $word == '=' ]]; then word=''
  elif [[ $flag == '=' ]]; then flag=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command$each" in
      ${all.flatMap(({ path }) => (path ? [`'${path}'`] : [])).join(' | ')}) command="$command$each " ;;
    esac
  done
  if [[ $word == -* ]]; then flag=''; fi
  case "$command$flag" in
${all.map((spec) => casesOf(spec, bucketNames)).join('')}  esac
  COMPREPLY=()
  for each in $words; do
    if [[ $each == "$word"* ]]; then COMPREPLY+=("$each"); fi
  done
}
complete -F _${name} ${name}
`
}

/** Returns the cases of a command: the values of each flag that has some, else its words and flags. */
function casesOf({ path, words, flags, acceptsBucket }: CompletionSpec, bucketNames: string): string {
  const command = path && `${path} `
  const patterns = new Map<string, string[]>()
  for (const { names, values } of flags) {
    if (values === 'none') continue
    const action = actionFor(values, bucketNames)
    patterns.set(action, [...(patterns.get(action) ?? []), ...names.map((name) => `'${command}${name}'`)])
  }
  // The long name will do: the short one is as quickly typed as found.
  const all = [...words.map(({ word }) => word), ...flags.map(({ names }) => names.at(-1) ?? '')]
  const bucketCase = acceptsBucket && bucketNames ? `; [[ $word == -* ]] || words=$(${bucketNames})` : ''
  return [
    ...Array.from(patterns, ([action, names]) => `    ${names.join(' | ')}) ${action} ;;\n`),
    `    '${command}'*) words='${all.join(' ')}'${bucketCase} ;;\n`,
  ].join('')
}

function actionFor(values: Exclude<CompletionFlag['values'], 'none'>, bucketNames: string): string {
  switch (values) {
    case 'text':
      return ':'
    case 'file':
      return 'compopt -o default 2>/dev/null'
    case 'bucket':
      return bucketNames ? `words=$(${bucketNames})` : ':'
    default:
      return `words='${values.join(' ')}'`
  }
}
