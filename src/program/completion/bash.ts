import { allOf, type Flag, type Grammar } from './grammar.js'

/**
 * Completion for bash 3.2, which macOS has, and later. It needs no bash-completion, and never hands what was typed
 * to eval or to `compgen -W`, which would run a `$(…)` in it at a press of Tab.
 */
export function bashScript(name: string, program: Grammar, bucketNames: string): string {
  const all = allOf(program)
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
${all.map((grammar) => casesOf(grammar, bucketNames)).join('')}  esac
  COMPREPLY=()
  for each in $words; do
    if [[ $each == "$word"* ]]; then COMPREPLY+=("$each"); fi
  done
}
complete -F _${name} ${name}
`
}

/** What can follow a command: the values of each flag that has some, else its words and flags. */
function casesOf({ path, words, flags }: Grammar, bucketNames: string): string {
  const command = path && `${path} `
  const patterns = new Map<string, string[]>()
  for (const { names, values } of flags) {
    if (values === 'nothing') continue
    const action = actionFor(values, bucketNames)
    patterns.set(action, [...(patterns.get(action) ?? []), ...names.map((name) => `'${command}${name}'`)])
  }
  // The long name will do: the short one is as quickly typed as found.
  const all = [...words.map(({ word }) => word), ...flags.map(({ names }) => names.at(-1) ?? '')]
  return [
    ...Array.from(patterns, ([action, those]) => `    ${those.join(' | ')}) ${action} ;;\n`),
    `    '${command}'*) words='${all.join(' ')}' ;;\n`,
  ].join('')
}

function actionFor(values: Exclude<Flag['values'], 'nothing'>, bucketNames: string): string {
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
