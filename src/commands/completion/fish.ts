import { type CompletionFlag, type CompletionSpec, flatten } from './spec.js'

/** Returns completion for fish, one line for each flag and each word. */
export function fishScript(name: string, program: CompletionSpec, bucketNames: string): string {
  const all = flatten(program)
  const paths = all.flatMap(({ path }) => (path ? [quoted(path)] : []))
  const lines = all.flatMap(({ path, words, flags, acceptsBucket }) => {
    const when = `complete -c ${name} -n '__${name}_on "${path}"'`
    const buckets = acceptsBucket && bucketNames ? [`${when} -a '(${bucketNames})'`] : []
    return [
      ...buckets,
      ...words.map(({ word, summary }) => `${when} -a ${quoted(word)}${described(summary)}`),
      ...flags.map((flag) => `${when}${flagOf(flag, bucketNames)}`),
    ]
  })
  return `# Completion of ${name} for fish. In ~/.config/fish/config.fish: ${name} completion fish | source
function __${name}_on --description 'Tests the typed command'
  set -l words (commandline -opc)
  set -e words[1]
  set -l command
  for word in $words
    if contains -- (string join ' ' -- $command $word) ${paths.join(' ')}
      set -a command $word
    end
  end
  test "$command" = "$argv[1]"
end
complete -c ${name} -e
complete -c ${name} -f
${lines.join('\n')}
`
}

function flagOf({ names, summary, values }: CompletionFlag, bucketNames: string): string {
  const typed = names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`))
  return typed.join('') + valueOf(values, bucketNames) + described(summary)
}

function valueOf(values: CompletionFlag['values'], bucketNames: string): string {
  switch (values) {
    case 'none':
      return ''
    case 'text':
      return ' -x'
    case 'file':
      return ' -r -F'
    case 'bucket':
      return bucketNames ? ` -x -a '(${bucketNames})'` : ' -x'
    default:
      return ` -x -a ${quoted(values.join(' '))}`
  }
}

function described(summary: string): string {
  return summary ? ` -d ${quoted(summary)}` : ''
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
