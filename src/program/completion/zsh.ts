import { allOf, type Flag, type Grammar } from './grammar.js'

/** Completion for zsh, by its own _arguments, which knows flags, their values and where a value is missing. */
export function zshScript(name: string, program: Grammar, bucketNames: string): string {
  return `#compdef ${name}
# Completion of ${name} for zsh. In ~/.zshrc, after compinit: eval "$(${name} completion zsh)"
${allOf(program)
  .map((grammar) => functionFor(name, grammar))
  .join('')}_${name}_buckets() {
  local -a names=(${bucketNames ? `\${(f)"$(${bucketNames})"}` : ''})
  (( $#names )) && compadd -a names
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

function functionFor(name: string, grammar: Grammar): string {
  const { words, flags, commands } = grammar
  const specs = specsOf(name, flags).join(' ')
  if (words.length === 0) return `${functionName(name, grammar)}() { _arguments ${specs} }\n`
  const items = words.map(({ word, summary }) => quoted(`${word}:${summary}`)).join(' ')
  const branches = commands.map((each) => {
    const word = each.path.split(' ').at(-1) ?? ''
    return `${word}) ${functionName(name, each)} && ret=0 ;; `
  })
  return `${functionName(name, grammar)}() {
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

function functionName(name: string, { path }: Grammar): string {
  return ['', name, ...path.split(' ').filter((word) => word)].join('_')
}

/** One for each name of a flag, such as `'*--output=[default: …]:output:(table json)'`; `*`: as often as you like. */
function specsOf(program: string, flags: readonly Flag[]): string[] {
  return flags.flatMap(({ names, summary, values, isValueOptional }) =>
    names.map((name) => {
      const described = `[${summary.replace(/[\\[\]:]/g, '\\$&')}]`
      if (values === 'nothing') return quoted(`*${name}${described}`)
      const joined = name.startsWith('--') ? '=' : '+'
      const value = `${isValueOptional ? '::' : ':'}${name.replace(/^-+/, '')}:${actionFor(values, program)}`
      return quoted(`*${name}${joined}${described}${value}`)
    }),
  )
}

function actionFor(values: Exclude<Flag['values'], 'nothing'>, program: string): string {
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
