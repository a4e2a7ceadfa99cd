import type { Bucket, Context } from '../context.js'
import type { Ledger } from '../core/ledger.js'
import type { Belonging } from '../core/search.js'
import type { Upload } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { outcomeDocument, renderTally, renderTrouble } from '../terminal/outcomes.js'
import { styleOf } from '../terminal/style.js'
import { confirm } from '../terminal/terminal.js'
import type { Format } from './options.js'

/** What is to be aborted, where, and how to answer. */
export interface Errand {
  readonly bucket: Bucket
  readonly ledger: Ledger
  readonly prefix: string
  /** What an upload is that only the verifying listing shows. */
  readonly belonging: (upload: Upload) => Belonging
  readonly format: Format
}

/** @throws Problem, usage, where nobody could be asked: said before anything is sent. */
export function assertCanAsk({ terminal: { input, errors } }: Context): void {
  if (input.isTerminal && errors.isTerminal) return
  throw new Problem(
    'usage',
    '--yes is required when nobody can be asked; --dry-run shows what would be aborted.',
  )
}

/** @throws Problem, declined, for any answer but yes. */
export async function confirmOrDecline(question: string, { terminal }: Context): Promise<void> {
  if (!(await confirm(terminal, question))) throw new Problem('declined', 'Nothing was aborted.')
}

/**
 * Aborts, verifies, and answers with one outcome per upload, whatever happens on the way. How the run ended is
 * decided by the outcomes.
 */
export async function abortAndReport(errand: Errand, context: Context): Promise<Ending> {
  const { bucket, ledger, prefix, belonging } = errand
  try {
    await bucket.abortAndVerify(ledger, { prefix, belonging }, context.stop)
  } finally {
    await report(errand, context)
  }
  return ledger.verdict()
}

export async function report(
  { bucket, ledger, format }: Errand,
  { terminal: { output, errors } }: Context,
): Promise<void> {
  if (format === 'table') {
    const style = styleOf(output)
    await output.write(renderTrouble(ledger, style) + renderTally(ledger, style))
  } else {
    await output.write(await outcomeDocument(format, { Bucket: bucket.name }, ledger))
    await errors.write(renderTally(ledger, styleOf(errors)))
  }
}
