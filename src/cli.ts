import { Command, CommanderError, Help, Option } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { declare as declareHelp, showHelp, TOPICS, TOPICS_HEADING } from './commands/help.js'
import { addExamples, bold, type Cli, type CommandHandler, Flag, type Run } from './commands/shared/command.js'
import type { Context } from './context.js'
import { displaySafe } from './core/safe-text.js'
import { CliError, EXIT_CODES, type ExitCode, type ExitStatus, isStopped, statusOfError } from './errors.js'
import { type ColorOption, type Output, type Terminal, withColor } from './output/terminal.js'

export const { version } = packageJson

type Load = () => Promise<{ readonly declare: (command: Command, cli: Cli) => void | Promise<void> }>

/** Commands by name. A command is loaded when it runs: each option takes time to declare. */
const COMMANDS: Readonly<Record<string, readonly [summary: string, load: Load]>> = {
  list: ['Show the incomplete uploads of buckets', () => import('./commands/list.js')],
  abort: ['Abort one upload, or the uploads in a reviewed listing', () => import('./commands/abort.js')],
  'abort-all': ['Abort all matching uploads and verify that they are gone', () => import('./commands/abort-all.js')],
  verify: ['Check a bucket for incomplete uploads (exit code 8 if any remain)', () => import('./commands/verify.js')],
  lifecycle: ['Manage lifecycle rules that abort incomplete uploads', () => import('./commands/lifecycle.js')],
  doctor: ['Check the endpoint, credentials and permissions', () => import('./commands/doctor.js')],
  demo: ['Try cwmpu on an embedded S3 server', () => import('./commands/demo.js')],
  completion: ['Print a shell completion script', () => import('./commands/completion.js')],
  complete: ['', () => import('./commands/complete.js')],
}

const DESCRIPTION =
  'Find and abort incomplete multipart uploads in CoreWeave AI Object Storage, and in any other S3-compatible storage.'

/** Runs one command line. Returns the exit code. It never throws and never ends the process. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  const answer = { isEmpty: true }
  const write = (text: string) => {
    if (text !== '') answer.isEmpty = false
    return context.terminal.stdout.write(text)
  }
  const stdout = Object.create(context.terminal.stdout, { write: { value: write } }) as Output
  const program = new Program(argv, { ...context, terminal: { ...context.terminal, stdout } })
  try {
    await program.command.parseAsync(argv, { from: 'user' })
  } catch (error) {
    program.status = statusOf(error, context.signal)
    if (!isHelpRequest(error)) {
      const shown = error instanceof CommanderError ? usageError(error) : error
      await reportError(shown, program.terminal, context.signal)
      const document = answer.isEmpty && program.wantsJson(argv) ? await program.errorDocument(shown) : ''
      await stdout.write(document).catch(ignore) // `statusOfOutput` reports it.
    }
  }
  return EXIT_CODES[await statusOfOutput(program.status, program.terminal, context.signal)]
}

const ignore = (): void => undefined

/** Replaces the status if stdout or stderr could not be written. The status of a signal stays. */
async function statusOfOutput(
  status: ExitStatus,
  { stdout, stderr }: Terminal,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const failure = stdout.failure ?? stderr.failure
  if (!failure || (signal.aborted && status !== 'done')) return status
  const { renderMessage } = await import('./output/message.js')
  await stderr.write(renderMessage(`error: ${failure.message}\n`, stderr))
  return 'internal-error'
}

function statusOf(error: unknown, signal: AbortSignal): ExitStatus {
  if (!(error instanceof CommanderError)) return statusOfError(error, signal)
  return error.exitCode === 0 ? 'done' : 'usage'
}

function isHelpRequest(error: unknown): boolean {
  return error instanceof CommanderError && /^commander\.(help|version)/.test(error.code)
}

/** Prints an error. This is the only place that does. */
async function reportError(error: unknown, { stdout, stderr }: Terminal, signal: AbortSignal): Promise<void> {
  if (isStopped(error, signal) || stdout.failure) return
  const { renderMessage } = await import('./output/message.js')
  const message = error instanceof CliError ? errorMessage(error) : internalErrorMessage(error)
  await stderr.write(renderMessage(message, stderr, error instanceof CliError ? error.hint : undefined))
}

function errorMessage({ kind, message }: CliError): string {
  return `${kind === 'declined' ? '' : 'error: '}${message}\n`
}

/** Returns an error of commander in sentences, such as `Unknown option '--prefx'. Did you mean --prefix?`. */
function usageError({ message }: CommanderError): CliError {
  const [text = '', suggestion = ''] = message.replace(/^error: /, '').split('\n')
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  const end = /[.?]$/.test(sentence) ? '' : '.'
  return new CliError('usage', displaySafe(`${sentence}${end} ${suggestion.replace(/^\(|\)$/g, '')}`.trimEnd()))
}

/** Returns the message of an error that should not happen. It has no stack trace. */
export function internalErrorMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `error: Internal error: ${displaySafe(message)}. Please report it.\n`
}

/** Returns the last output format of a command line that commander rejects. */
function formatIn(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const formats = words.flatMap((word, index) => {
    if (word === '--json') return 'json'
    const [flag] = /^(--output(=|$)|-[hnqyV]*o)/.exec(word) ?? []
    return flag === undefined ? [] : word.slice(flag.length) || (words[index + 1] ?? [])
  })
  return formats.at(-1)
}

/** Flags of any command that the program acts on. */
interface GlobalFlags {
  readonly quiet?: boolean
  readonly json?: boolean
  readonly output?: string
}

/** The command line in terms of commander. Commander keeps what it parsed, so each run has a new one. */
export class Program implements Cli {
  readonly command: Command
  readonly run = run
  status: ExitStatus = 'done'
  /** Undefined if commander rejects the command line. */
  #flags: GlobalFlags | undefined
  readonly #context: Context
  /** Commands that are not declared yet. */
  readonly #modules = new Map<Command, Load>()

  constructor(argv: readonly string[], context: Context) {
    this.#context = context
    this.command = rootCommand(() => this.terminal, argv.includes('-h'))
    for (const [name, [summary, load]] of Object.entries(COMMANDS)) {
      const command = this.command.command(name, { hidden: summary === '' })
      this.#modules.set(command.summary(summary).description(`${summary}.`), load)
    }
    // `cwmpu help` alone shows the help of the program.
    const help = Object.assign(new Command('help'), { help: () => showHelp(this.command) })
    help.copyInheritedSettings(this.command).helpCommand(false)
    this.command.addCommand(help.usage('[command or topic]').summary('Show the help of a command or a topic'))
    this.#modules.set(help, () => Promise.resolve({ declare: declareHelp }))
    this.command.hook('preSubcommand', (_, command) => this.load(command))
  }

  readonly action = <Options>(handler: CommandHandler<Options>) => {
    return async (...parameters: unknown[]): Promise<void> => {
      const options = parameters.at(-2) as Options & GlobalFlags
      const args = parameters.length > 2 ? parameters[0] : undefined
      this.#flags = options
      this.status = await handler(this.#runWith({ ...options, args }))
    }
  }

  readonly load = async (command: Command): Promise<void> => {
    const load = this.#modules.get(command)
    if (!load) return
    this.#modules.delete(command)
    const { declare } = await load()
    await declare(command, this)
  }

  readonly loadAll = async (): Promise<Command> => {
    // `help` is the last, because it lists the others.
    for (const command of [...this.#modules.keys()]) await this.load(command)
    return this.command
  }

  get terminal(): Terminal {
    return withColor(this.#context.terminal, this.command.opts<{ color?: ColorOption }>().color)
  }

  wantsJson(argv: readonly string[]): boolean {
    const flags = this.#flags
    const format = flags ? (flags.output ?? (flags.json ? 'json' : undefined)) : formatIn(argv)
    return format === 'json' || format === 'ndjson'
  }

  /** Returns the document of an error. For `abort` and `abort-all`, it also has their uploads and counts, all empty. */
  async errorDocument(error: unknown): Promise<string> {
    const { errorDocument } = await import('./output/records.js')
    return errorDocument(error, this.status, /^abort(-all)?$/.test(this.command.args[0] ?? ''))
  }

  #runWith<Options extends GlobalFlags>(options: Options): Run<Options> {
    const { terminal } = this
    if (!options.quiet) return { ...this.#context, terminal, options, notices: terminal.stderr }
    const { input, stdout, stderr } = terminal
    const notices = { isTerminal: false, hasColor: false, width: 80, write: () => Promise.resolve() }
    // Without `spin`, progress is written to the notices.
    return { ...this.#context, terminal: { input, stdout, stderr }, options, notices }
  }
}

function rootCommand(terminal: () => Terminal, isBrief: boolean): Command {
  const color = 'Use color; overrides NO_COLOR and FORCE_COLOR [default: auto]'
  const command = new Command('cwmpu')
  command
    .description(DESCRIPTION)
    .usage('<command> [flags]')
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show common flags (-h) or all flags (--help)')
    .helpCommand(false)
    .addOption(new Flag('--color <when>', color, { choices: ['auto', 'always', 'never'] }))
    .addOption(new Flag('--no-color', 'Same as --color never'))
    .configureHelp(helpFormat(isBrief))
    .exitOverride()
    .configureOutput({
      // `run` reports a failed write.
      writeOut: (text) => void terminal().stdout.write(text).catch(ignore),
      writeErr: (text) => void terminal().stderr.write(text),
      getOutHelpWidth: () => Math.min(terminal().stdout.width, 100),
      getErrHelpWidth: () => Math.min(terminal().stderr.width, 100),
      getOutHasColors: () => terminal().stdout.hasColor,
      getErrHasColors: () => terminal().stderr.hasColor,
      outputError: () => undefined, // `reportError` prints it.
    })
  command.addHelpText('afterAll', ({ command: shown }) =>
    isBrief && shown !== command ? `\nAll flags: ${usageName(shown)} --help` : '',
  )
  command.addHelpText('after', () => topicsText(command, isBrief))
  addExamples(command, [
    ['List the incomplete uploads of a bucket', 'cwmpu list my-bucket'],
    [
      'Show and abort uploads that are older than a week',
      'cwmpu abort-all my-bucket --older-than 7d --dry-run\ncwmpu abort-all my-bucket --older-than 7d',
    ],
    ['Find out why a connection fails', 'cwmpu doctor my-bucket'],
  ])
  return command
}

function helpFormat(isBrief: boolean) {
  const help = new Help()
  return {
    minWidthToWrap: 8,
    subcommandTerm: (command: Command) => command.name(),
    subcommandDescription: (command: Command) => command.summary(),
    styleTitle: bold,
    optionDescription: (option: Option) => option.description,
    // A flag that is not ours, such as --help, is common.
    visibleOptions: (command: Command) =>
      help.visibleOptions(command).filter((option) => !isBrief || !(option instanceof Flag) || option.isCommon),
    visibleArguments: () => [],
    groupItems: <T extends Command | Option>(all: T[], visible: T[], getGroup: (item: T) => string) => {
      const heading = (item: T) => (isBrief || getGroup(item) === 'Options:' ? 'Flags:' : getGroup(item))
      return help.groupItems(all, visible, (item) => (item instanceof Option ? heading(item) : getGroup(item)))
    },
  }
}

/** Returns the words of a command, such as `cwmpu lifecycle set`. */
function usageName(command: Command): string {
  return command.parent ? `${usageName(command.parent)} ${command.name()}` : command.name()
}

/** Renders the topics below the commands, in line with them. */
function topicsText(command: Command, isBrief: boolean): string {
  if (isBrief) return `\nTopics: ${Object.keys(TOPICS).join(', ')}`
  const help = command.createHelp()
  const width = help.padWidth(command, help)
  const lines = Object.entries(TOPICS).map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`)
  return `\n${bold(TOPICS_HEADING)}\n${lines.join('\n')}`
}
