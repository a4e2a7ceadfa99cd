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

export interface Word {
  readonly word: string
  readonly summary: string
}

/** What can follow a command. */
export interface CommandGrammar extends Word {
  readonly flags: readonly Flag[]
  readonly words: readonly Word[]
}

/** What can follow the program. */
export interface Grammar extends CommandGrammar {
  readonly commands: readonly CommandGrammar[]
}

/** What is usual, but not all that may be said. */
const USUAL_VALUES: Readonly<Record<string, readonly string[]>> = { '--endpoint': ['primary', 'lota'] }

/** What the program understands, as the program itself declares it. */
export function grammarOf(program: Command): Grammar {
  const commands = program.createHelp().visibleCommands(program)
  return { ...ofCommand(program), commands: commands.map(ofCommand) }
}

function ofCommand(command: Command): CommandGrammar {
  const help = command.createHelp()
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  return {
    word: command.name(),
    summary: command.summary(),
    flags: help.visibleOptions(command).map(flagOf),
    words: [
      ...help.visibleCommands(command).map((each) => ({ word: each.name(), summary: each.summary() })),
      ...choices.map((word) => ({ word, summary: '' })),
    ],
  }
}

function flagOf(option: Option): Flag {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    summary: option.description,
    values: valuesOf(option),
    isValueOptional: option.optional,
  }
}

function valuesOf({ flags, long = '', argChoices, required, optional }: Option): Values {
  if (!required && !optional) return 'nothing'
  if (argChoices) return argChoices
  if (/[<[]file[>\]]/.test(flags)) return 'file'
  if (long === '--bucket') return 'bucket'
  return USUAL_VALUES[long] ?? 'text'
}
