import type { Flag, Grammar } from './grammar.js'

/** Completion for zsh, by its own _arguments, which knows flags, their values and where a value is missing. */
export function zshScript(program: Grammar, bucketNames: string): string {
  const { word: name, commands } = program
  const items = program.words.map(({ word, summary }) => quoted(`${word}:${summary}`))
  const cases = commands.map(({ word, flags, words }) => {
    const position = words.length > 0 ? [quoted(`1: :(${words.map((each) => each.word).join(' ')})`)] : []
    return `        ${word}) _arguments ${[...specsOf(flags), ...position].join(' ')} && ret=0 ;;\n`
  })
  return `#compdef ${name}
# Completion of ${name} for zsh. In ~/.zshrc, after compinit: eval "$(${name} completion zsh)"
_${name}() {
  local context state state_descr line curcontext=$curcontext ret=1
  typeset -A opt_args
  _arguments -C ${specsOf(program.flags).join(' ')} '1: :->command' '*:: :->rest' && ret=0
  case $state in
    command)
      local -a commands=(${items.join(' ')})
      _describe command commands && ret=0
      ;;
    rest)
      case $words[1] in
${cases.join('')}      esac
      ;;
  esac
  return ret
}
_cwmpu_buckets() {
  local -a names=(${bucketNames ? `\${(f)"$(${bucketNames})"}` : ''})
  (( $#names )) && compadd -a names
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

/** One for each name of a flag, such as `'*--output=[default: …]:output:(table json)'`; `*`: as often as you like. */
function specsOf(flags: readonly Flag[]): string[] {
  return flags.flatMap(({ names, summary, values, isValueOptional }) =>
    names.map((name) => {
      const described = `[${summary.replace(/[\\[\]:]/g, '\\$&')}]`
      if (values === 'nothing') return quoted(`*${name}${described}`)
      const joined = name.startsWith('--') ? '=' : '+'
      const value = `${isValueOptional ? '::' : ':'}${name.replace(/^-+/, '')}:${actionFor(values)}`
      return quoted(`*${name}${joined}${described}${value}`)
    }),
  )
}

function actionFor(values: Exclude<Flag['values'], 'nothing'>): string {
  switch (values) {
    case 'text':
      return ' '
    case 'file':
      return '_files'
    case 'bucket':
      return '_cwmpu_buckets'
    default:
      return `(${values.join(' ')})`
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
