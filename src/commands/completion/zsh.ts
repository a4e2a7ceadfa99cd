import { type CompletionFlag, type CompletionSpec, flatten } from './spec.js'

/** Returns completion for zsh, with its _arguments. */
export function zshScript(name: string, program: CompletionSpec, bucketNames: string): string {
  return `#compdef ${name}
# Completion of ${name} for zsh. In ~/.zshrc, after compinit: eval "$(${name} completion zsh)"
${flatten(program)
  .map((spec) => functionFor(name, spec))
  .join('')}_${name}_buckets() {
  local -a names=(${bucketNames ? `\${(f)"$(${bucketNames})"}` : ''})
  (( $#names )) && compadd -a names
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

function functionFor(name: string, spec: CompletionSpec): string {
  const { words, flags, commands, acceptsBucket } = spec
  const buckets = acceptsBucket ? [quoted(`*:bucket:_${name}_buckets`)] : []
  const specs = [...specsOf(name, flags), ...buckets].join(' ')
  if (words.length === 0) return `${functionName(name, spec)}() { _arguments ${specs} }\n`
  const items = words.map(({ word, summary }) => quoted(`${word}:${summary}`)).join(' ')
  const branches = commands.map((each) => {
    const word = each.path.split(' ').at(-1) ?? ''
    return `${word}) ${functionName(name, each)} && ret=0 ;; `
  })
  return `${functionName(name, spec)}() {
  local context state state_descr line curcontext=$curcontext ret=1
  typeset -A opt_args
  _arguments -C ${specs} '1: :->word' '*:: :->rest' && ret=0
  case $state in
    word)
      local -a items=(${items})
      _describe word items && ret=0
      ;;
    rest) case $words[1] in ${branches.join('')}esac ;;
  esac
  return ret
}
`
}

function functionName(name: string, { path }: CompletionSpec): string {
  return ['', name, ...path.split(' ').filter((word) => word)].join('_')
}

/** Returns one spec for each name of a flag, such as `'*--output=[…]:output:(table json)'`. `*` allows repetition. */
function specsOf(program: string, flags: readonly CompletionFlag[]): string[] {
  return flags.flatMap(({ names, summary, values, isValueOptional }) =>
    names.map((name) => {
      const described = `[${summary.replace(/[\\[\]:]/g, '\\$&')}]`
      if (values === 'none') return quoted(`*${name}${described}`)
      const joined = name.startsWith('--') ? '=' : '+'
      const value = `${isValueOptional ? '::' : ':'}${name.replace(/^-+/, '')}:${actionFor(values, program)}`
      return quoted(`*${name}${joined}${described}${value}`)
    }),
  )
}

function actionFor(values: Exclude<CompletionFlag['values'], 'none'>, program: string): string {
  switch (values) {
    case 'text':
      return ' '
    case 'file':
      return '_files'
    case 'bucket':
      return `_${program}_buckets`
    default:
      return `(${values.join(' ')})`
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
