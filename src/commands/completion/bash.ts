import type { CommandGrammar, Flag, Grammar } from './grammar.js'

/**
 * Completion for bash 3.2, which macOS has, and later. It needs no bash-completion, and never hands what was typed
 * to eval or to `compgen -W`, which would run a `$(…)` in it at a press of Tab.
 */
export function bashScript(program: Grammar, bucketNames: string): string {
  const { word: name, commands } = program
  const cases = [...commands, { ...program, word: '' }].map((command) => casesOf(command, bucketNames))
  return `# Completion of ${name} for bash. In ~/.bashrc: eval "$(${name} completion bash)"
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD-1]} command='' words='' each
  # Bash makes three words of --flag=value.
  if [[ $word == '=' ]]; then word=''
  elif [[ $flag == '=' ]]; then flag=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $each != -* ]]; then command=$each; break; fi
  done
  if [[ $word == -* ]]; then flag=''; fi
  case "$command $flag" in
${cases.join('')}  esac
  COMPREPLY=()
  for each in $words; do
    if [[ $each == "$word"* ]]; then COMPREPLY+=("$each"); fi
  done
}
complete -F _${name} ${name}
`
}

/** What can follow a command: the values of each flag that has some, else its words and flags. */
function casesOf({ word, words, flags }: CommandGrammar, bucketNames: string): string {
  const patterns = new Map<string, string[]>()
  for (const { names, values } of flags) {
    if (values === 'nothing') continue
    const action = actionFor(values, bucketNames)
    patterns.set(action, [...(patterns.get(action) ?? []), ...names.map((name) => `'${word} ${name}'`)])
  }
  // The long name will do: the short one is as quickly typed as found.
  const all = [...words.map((each) => each.word), ...flags.map(({ names }) => names.at(-1) ?? '')]
  return [
    ...Array.from(patterns, ([action, those]) => `    ${those.join(' | ')}) ${action} ;;\n`),
    `    '${word} '*) words='${all.join(' ')}' ;;\n`,
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
