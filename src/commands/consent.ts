import { assertTlsVerification } from '../tls-verification.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { confirm } from '../terminal/terminal.js'

/** What a command is about to do that cannot be undone: `abort`, `aborted`. */
export interface Deed {
  readonly verb: string
  readonly participle: string
}

/**
 * What can be said before anything is sent.
 *
 * @throws CliError: usage where nobody could be asked, refused where the store's answers could be anybody's.
 */
export function assertMay(
  { verb, participle }: Deed,
  { yes }: { readonly yes?: boolean },
  { terminal, environment }: Context,
): void {
  assertTlsVerification(environment, verb)
  if (yes || (terminal.input.isTerminal && terminal.errors.isTerminal)) return
  throw new CliError(
    'usage',
    `--yes is required when nobody can be asked; --dry-run shows what would be ${participle}.`,
  )
}

/** @throws CliError, declined, for any answer but yes. */
export async function askOrDecline(
  { participle }: Deed,
  question: string,
  { terminal }: Context,
): Promise<void> {
  if (!(await confirm(terminal, question))) throw new CliError('declined', `Nothing was ${participle}.`)
}
