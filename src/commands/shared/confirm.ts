import type { Command } from 'commander'
import { displaySafe } from '../../core/safe-text.js'
import { CliError } from '../../errors.js'
import { confirm, confirmByName } from '../../output/terminal.js'
import { wrapFor } from '../../output/text.js'
import { assertTlsVerification } from '../../system.js'
import { type CommandContext, Flag, parseConcurrency } from './command.js'

export interface AbortFlags {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly concurrency?: number
}

/** Adds the options of the commands that abort. */
export function addAbortOptions(command: Command): Command {
  command.optionsGroup('Safety:')
  return command
    .addOption(new Flag('-n, --dry-run', 'Show what would be aborted, and abort nothing', { isCommon: true }))
    .addOption(new Flag('-y, --yes', 'Skip the confirmation prompt', { isCommon: true }))
    .addOption(
      new Flag('--concurrency <count>', 'Maximum concurrent requests [default: adaptive, up to 256]', {
        parse: parseConcurrency,
      }),
    )
}

/** Action that needs an agreement. */
export interface ConfirmableAction {
  /** Verb and object, such as `abort uploads`. */
  readonly action: string
  /** Sentence after the answer No. */
  readonly canceled: string
}

export const ABORTING: ConfirmableAction = {
  action: 'abort uploads',
  canceled: 'Canceled. No uploads were aborted.',
}

/**
 * Checks, before a request is sent, that the action can be agreed to.
 *
 * @throws CliError: usage if there is no terminal for the question, safety-check without TLS verification.
 */
export function assertCanConfirm(
  { action }: ConfirmableAction,
  { yes }: { readonly yes?: boolean },
  { terminal, environment }: CommandContext,
): void {
  assertTlsVerification(environment, action)
  if (yes || (terminal.input.isTerminal && terminal.stderr.isTerminal)) return
  throw new CliError('usage', 'Cannot ask for confirmation. stdin or stderr is not a terminal.', {
    hint: 'Use --yes to skip the prompt.',
  })
}

/** @throws CliError, declined, for any answer but yes. */
export async function requireConfirmation(
  { canceled }: ConfirmableAction,
  question: string,
  { terminal }: CommandContext,
): Promise<void> {
  if (!(await confirm(terminal, wrapFor(terminal.stderr, question)))) throw new CliError('declined', canceled)
}

/** @throws CliError, declined, for any answer but the name of the bucket. */
export async function requireBucketName(
  { canceled }: ConfirmableAction,
  question: string,
  bucketName: string,
  { terminal }: CommandContext,
): Promise<void> {
  const prompt = wrapFor(terminal.stderr, `${question} in ${displaySafe(bucketName)}:`)
  if (!(await confirmByName(terminal, prompt, bucketName))) throw new CliError('declined', canceled)
}
