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
  return EXIT_CODES[await statusOfOutput(ending, context)]
}

/** Replaces the status if stdout or stderr could not be written. The status of a signal stays. */
async function statusOfOutput(
  status: ExitStatus,
  { terminal: { output, errors }, stop }: Context,
): Promise<ExitStatus> {
  const failure = output.failure ?? errors.failure
  if (!failure || (stop.aborted && status !== 'done')) return status
  await errors.write(`error: ${failure.message}\n`)
  return 'internal-error'
}

/** The one place where errors become words. */
async function explain(error: unknown, { terminal: { output, errors }, stop }: Context): Promise<ExitStatus> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 'done' : 'usage'
  if (!stop.aborted && !output.failure) {
    await errors.write(error instanceof CliError ? `error: ${error.message}\n` : bugSentence(error))
  }
  return statusOfError(error, stop)
}

/** Returns the message of an unexpected error, without its stack trace. */
export function bugSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `error: this is a bug in cwmpu, please report it: ${displaySafe(message)}\n`
}
