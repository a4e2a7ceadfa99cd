import type { Command, Option } from 'commander'

/** Values of a flag: some words, a file, the name of a bucket, any text, or none. */
export type FlagCompletion = readonly string[] | 'file' | 'bucket' | 'text' | 'none'

export interface CompletionFlag {
  /** Names as they are typed: `-o`, `--output`. */
  readonly names: readonly string[]
  readonly summary: string
  readonly values: FlagCompletion
  readonly isValueOptional: boolean
}

/** Words and flags that can follow a command. */
export interface CompletionSpec {
  /** Words of the command, such as `lifecycle set`. `''` is the program itself. */
  readonly path: string
  readonly flags: readonly CompletionFlag[]
  readonly words: readonly { readonly word: string; readonly summary: string }[]
  /** True if the command accepts a bucket as an argument. */
  readonly acceptsBucket: boolean
  readonly commands: readonly CompletionSpec[]
}

/** Common values of flags that accept others too. */
const COMMON_VALUES: Readonly<Record<string, readonly string[]>> = { '--endpoint': ['primary', 'lota'] }

/** Returns what can be completed, as the program declares it. */
export function completionSpec(program: Command): CompletionSpec {
  const globalFlags = flagsOf(program).filter(({ names }) => !names.includes('--version'))
  return { ...specOf(program, '', globalFlags), flags: flagsOf(program) }
}

function specOf(command: Command, path: string, globalFlags: readonly CompletionFlag[]): CompletionSpec {
  const children = command.createHelp().visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const own = flagsOf(command).filter(({ names }) => !names.includes('--help'))
  return {
    path,
    flags: [...own, ...globalFlags],
    words: [
      ...children.map((each) => ({ word: each.name(), summary: each.summary() })),
      ...choices.map((word) => ({ word, summary: '' })),
    ],
    acceptsBucket: command.registeredArguments.some((argument) => argument.name() === 'bucket'),
    commands: children
      .filter(({ options, commands }) => path === '' || options.length + commands.length > 0)
      .map((each) => specOf(each, `${path} ${each.name()}`.trim(), globalFlags)),
  }
}

/** Returns a spec and those of its commands, the innermost first. */
export function flatten(spec: CompletionSpec): CompletionSpec[] {
  return [...spec.commands.flatMap(flatten), spec]
}

function flagsOf(command: Command): CompletionFlag[] {
  const help = command.createHelp()
  return help.visibleOptions(command).map((option) => ({
    names: [option.short, option.long].filter((name) => name !== undefined),
    summary: option.description,
    values: valuesOf(option),
    isValueOptional: option.optional,
  }))
}

function valuesOf({ flags, long = '', argChoices, required, optional }: Option): FlagCompletion {
  if (!required && !optional) return 'none'
  if (argChoices) return argChoices
  if (/[<[]file[>\]]/.test(flags)) return 'file'
  if (long === '--bucket') return 'bucket'
  return COMMON_VALUES[long] ?? 'text'
}
