import type { Command } from 'commander'
import { displaySafe } from '../../core/safe-text.js'
import { CliError } from '../../errors.js'
import type { Terminal } from '../../output/terminal.js'
import { pluralize, wrapFor } from '../../output/text.js'
import { assertTlsVerification } from '../../system.js'
import { addFlags, COMMON, Flag, parseConcurrency, type Run } from './command.js'
import type { BucketRun } from './connect.js'

export interface AbortFlags {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly concurrency?: number
}

export function addAbortOptions(command: Command): Command {
  const concurrency = 'Maximum concurrent requests [default: adaptive, up to 256]'
  return addFlags(command, 'Safety:', [
    new Flag('-n, --dry-run', 'Show what would be aborted, and abort nothing', COMMON),
    new Flag('-y, --yes', 'Skip the confirmation prompt', COMMON),
    new Flag('--concurrency <count>', concurrency, { parse: parseConcurrency }),
  ])
}

export interface ConfirmableAction {
  /** Verb and object, such as `abort uploads`. */
  readonly action: string
  /** Sentence after the answer No. */
  readonly canceled: string
}

export const ABORTING: ConfirmableAction = { action: 'abort uploads', canceled: 'Canceled. No uploads were aborted.' }

/**
 * Checks, before a request is sent, that the action can be agreed to.
 *
 * @throws CliError: usage if there is no terminal for the question, safety-check without TLS verification.
 */
export function assertCanConfirm({ action }: ConfirmableAction, run: Run<{ readonly yes?: boolean }>): void {
  assertTlsVerification(run.environment, action)
  if (run.options.yes || canAsk(run)) return
  const message = 'Cannot ask for confirmation. stdin or stderr is not a terminal.'
  throw new CliError('usage', message, 'Use --yes to skip the prompt.')
}

export function canAsk({ terminal: { input, stderr } }: Run): boolean {
  return input.isTerminal && stderr.isTerminal
}

/** @throws CliError, declined, for any answer but yes. */
export async function requireConfirmation({ canceled }: ConfirmableAction, question: string, run: Run): Promise<void> {
  const answer = await ask(run.terminal, `${question} [y/N]`)
  if (!/^y(es)?$/i.test(answer)) throw new CliError('declined', canceled)
}

export function confirmAbort(count: number, run: BucketRun): Promise<void> {
  return requireConfirmation(ABORTING, `Abort ${pluralize(count, 'upload')} in ${displaySafe(run.bucket.name)}?`, run)
}

/** Asks for the name of the bucket, because y is typed too easily. */
export async function confirmAbortByName(count: number, { bucket: { name }, terminal }: BucketRun): Promise<void> {
  const uploads = count === 1 ? '1 upload' : `all ${pluralize(count, 'upload')}`
  const answer = await ask(terminal, `Type the bucket name to abort ${uploads} in ${displaySafe(name)}:`)
  if (answer !== name) throw new CliError('declined', ABORTING.canceled)
}

/** Discards the keys that were typed before the question. */
async function ask({ input, stderr }: Terminal, question: string): Promise<string> {
  await input.discardTyped()
  await stderr.write(`${wrapFor(stderr, question)} `)
  const answer = await input.readLine()
  if (answer === undefined) await stderr.write('\n')
  return answer?.trim() ?? ''
}
