import type { Command, Option } from 'commander'

/** What can stand behind a flag: one of some words, a file, the name of a bucket, any text, or nothing. */
export type Values = readonly string[] | 'file' | 'bucket' | 'text' | 'nothing'

export interface Flag {
  /** As they are typed: `-o`, `--output`. */
  readonly names: readonly string[]
  readonly summary: string
  readonly values: Values
  readonly isValueOptional: boolean
}

/** What can follow a command. */
export interface Grammar {
  /** The words of the command, such as `lifecycle set`; `''` is the program itself. */
  readonly path: string
  readonly flags: readonly Flag[]
  readonly words: readonly { readonly word: string; readonly summary: string }[]
  /** Those of its words that are followed by something of their own. */
  readonly commands: readonly Grammar[]
}

/** What is usual, but not all that may be said. */
const USUAL_VALUES: Readonly<Record<string, readonly string[]>> = { '--endpoint': ['primary', 'lota'] }

/** What the program understands, as the program itself declares it. */
export function grammarOf(program: Command): Grammar {
  const anywhere = flagsOf(program).filter(({ names }) => !names.includes('--version'))
  return { ...grammarAt(program, '', anywhere), flags: flagsOf(program) }
}

function grammarAt(command: Command, path: string, anywhere: readonly Flag[]): Grammar {
  const children = command.createHelp().visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const own = flagsOf(command).filter(({ names }) => !names.includes('--help'))
  return {
    path,
    flags: [...own, ...anywhere],
    words: [
      ...children.map((each) => ({ word: each.name(), summary: each.summary() })),
      ...choices.map((word) => ({ word, summary: '' })),
    ],
    commands: children
      .filter(({ options, commands }) => path === '' || options.length + commands.length > 0)
      .map((each) => grammarAt(each, `${path} ${each.name()}`.trim(), anywhere)),
  }
}

/** With those of its commands, the innermost first. */
export function allOf(grammar: Grammar): Grammar[] {
  return [...grammar.commands.flatMap(allOf), grammar]
}

function flagsOf(command: Command): Flag[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      summary: option.description,
      values: valuesOf(option),
      isValueOptional: option.optional,
    }))
}

function valuesOf({ flags, long = '', argChoices, required, optional }: Option): Values {
  if (!required && !optional) return 'nothing'
  if (argChoices) return argChoices
  if (/[<[]file[>\]]/.test(flags)) return 'file'
  if (long === '--bucket') return 'bucket'
  return USUAL_VALUES[long] ?? 'text'
}
