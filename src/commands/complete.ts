import type { Command, Option } from 'commander'
import { invalidBucketName } from '../core/bucket.js'
import { signalWithin } from '../core/concurrency.js'
import type { Duration } from '../core/time.js'
import type { ExitStatus } from '../errors.js'
import { type Cli, Flag, type Run } from './shared/command.js'

interface CompleteOptions {
  /** Words after `cwmpu`. The last one is completed. */
  readonly args?: readonly string[]
  readonly buckets?: boolean
}

interface Candidate {
  readonly word: string
  readonly summary?: string
}

/** Words that can follow, or the kind of value that is expected. */
type Completion = readonly Candidate[] | 'file' | 'bucket'

/** Maximum time for a Tab. */
const BUCKET_NAMES_TIMEOUT: Duration = 3_000
/** Bash makes three words of --flag=value. */
const BASH_EQUALS = /^=$/
/** Flags whose buckets are not those of the default connection. Bash splits a URL, so that it cannot be used here. */
const OTHER_ACCOUNT = /^--(endpoint|profile|s3cfg)(=|$)/
/** Common values of flags that accept others too. */
const COMMON_VALUES: Readonly<Record<string, readonly string[]>> = { '--endpoint': ['primary', 'lota'] }

/** Declares the hidden command that the completion scripts run. */
export function declare(command: Command, cli: Cli): void {
  command.description('Print the words that can complete a command line, for the completion scripts.')
  command.argument('[words...]').addOption(new Flag('--buckets', 'Complete bucket names too'))
  command.action(cli.action((run: Run<CompleteOptions>) => complete(cli, run)))
}

/** Prints one candidate per line, with a tab before its summary, or `:files`. */
async function complete(cli: Cli, run: Run<CompleteOptions>): Promise<ExitStatus> {
  const { args: words = [], buckets = false } = run.options
  const typed = words.at(-1)?.replace(BASH_EQUALS, '') ?? ''
  const before = words.slice(0, -1).filter((word) => !BASH_EQUALS.test(word))
  const found = await completionOf(cli, before, typed, buckets)
  const { stdout } = run.terminal
  if (found === 'file') await stdout.write(':files\n')
  const hasNames = found === 'bucket' && buckets && !before.some((word) => OTHER_ACCOUNT.test(word))
  const [flag = ''] = /^--bucket=/.exec(typed) ?? []
  const named = hasNames ? (await bucketNames(run)).map((name) => ({ word: flag + name })) : []
  const candidates: readonly Candidate[] = typeof found === 'string' ? named : found
  for (const { word, summary = '' } of candidates)
    if (word.startsWith(typed)) await stdout.write(`${word}\t${summary}\n`)
  return 'done'
}

/** Returns what can be typed after some words, in place of `typed`. */
async function completionOf(
  cli: Cli,
  before: readonly string[],
  typed: string,
  hasBuckets: boolean,
): Promise<Completion> {
  const { command: program } = cli
  let command = program
  /** Flag whose value follows. */
  let flag: Option | undefined
  for (const word of before) {
    const isValue = flag !== undefined && !(flag.optional && word.startsWith('-'))
    flag = isValue ? undefined : flagOf(word, command, program)
    if (!isValue) command = command.commands.find((each) => each.name() === word) ?? command
    await cli.load(command)
  }
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? []
  if (name !== undefined && value !== undefined) {
    const values = valuesOf(flagOf(name, command, program))
    return typeof values === 'string' ? values : values.map(({ word }) => ({ word: `${name}=${word}` }))
  }
  if (flag && !(flag.optional && typed.startsWith('-'))) return valuesOf(flag)
  const next = wordsOf(command)
  const isOpen = next === 'bucket' ? !hasBuckets : next.length === 0
  return isOpen || typed.startsWith('-') ? flagsOf(command, program) : next
}

/** Returns the flag with this name, if it takes a value. */
function flagOf(name: string, command: Command, program: Command): Option | undefined {
  const flag = [...command.options, ...program.options].find(({ short, long }) => name === short || name === long)
  return flag && (flag.required || flag.optional) ? flag : undefined
}

function valuesOf(flag: Option | undefined): Completion {
  const { flags = '', long = '', argChoices } = flag ?? {}
  if (/[<[]file[>\]]/.test(flags)) return 'file'
  if (long === '--bucket') return 'bucket'
  return (argChoices ?? COMMON_VALUES[long] ?? []).map((word) => ({ word }))
}

/** Returns the long names of flags: a short one is as quickly typed as found. */
function flagsOf(command: Command, program: Command): Candidate[] {
  const help = command.createHelp()
  const global = command === program ? [] : help.visibleOptions(program).filter(({ long }) => long !== '--version')
  const flags = [...help.visibleOptions(command), ...global.filter(({ long }) => long !== '--help')]
  return flags.map(({ long, short, description }) => ({ word: long ?? short ?? '', summary: description }))
}

/** Returns the subcommands and the choices of the argument. Without any, a bucket may be expected. */
function wordsOf(command: Command): Completion {
  const commands = command.createHelp().visibleCommands(command)
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const words = [
    ...commands.map((each) => ({ word: each.name(), summary: each.summary() })),
    ...choices.map((word) => ({ word })),
  ]
  return words.length === 0 && command.registeredArguments.some((each) => each.name() === 'bucket') ? 'bucket' : words
}

/** Returns only names that are plain words in every shell. */
async function bucketNames({ environment, signal, connect }: Run): Promise<string[]> {
  const client = await connect({ timeout: '3s' }, { environment })
  const names = await client.bucketNames(signalWithin(BUCKET_NAMES_TIMEOUT, signal))
  return names.filter((name) => invalidBucketName(name, 'virtual') === undefined)
}
