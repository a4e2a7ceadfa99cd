import { CommanderError } from 'commander'
import type { Context } from './context.js'
import { displaySafe } from './core/safe-text.js'
import { type ExitStatus, type ExitCode, EXIT_CODES, CliError } from './errors.js'
import { createProgram } from './program.js'
import { statusOfError } from './stop.js'

/** Runs one command line and tells how it ended. It never throws, and never ends the process. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  let ending: ExitStatus = 'done'
  const { program } = createProgram(
    context,
    (how) => {
      ending = how
    },
    run,
  )
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    ending = await explain(error, context)
  }
  return EXIT_CODES[ending]
}

/** The one place where errors become words. */
async function explain(error: unknown, { terminal: { errors }, stop }: Context): Promise<ExitStatus> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 'done' : 'usage'
  if (!stop.aborted) {
    await errors.write(error instanceof CliError ? `error: ${error.message}\n` : bugSentence(error))
  }
  return statusOfError(error, stop)
}

/** What is said of an error that nobody foresaw: no stack trace, which helps nobody who reads it. */
export function bugSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `error: this is a bug in cwmpu, please report it: ${displaySafe(message)}\n`
}
