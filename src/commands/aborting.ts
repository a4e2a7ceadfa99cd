import type { Bucket, Context } from '../context.js'
import type { Ledger } from '../core/ledger.js'
import { Progress } from '../core/progress.js'
import type { Belonging } from '../core/search.js'
import { type Shard, shardName } from '../core/shard.js'
import type { Upload } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { outcomeDocument, renderTally, renderTrouble } from '../terminal/outcomes.js'
import { showingProgress } from '../terminal/progress.js'
import { styleOf } from '../terminal/style.js'
import { count } from '../terminal/words.js'
import { confirm, confirmByName } from '../terminal/terminal.js'
import type { Format } from '../terminal/listing.js'
import { assertCertificatesCount } from './certificates.js'

/** What is to be aborted, where, and how to answer. */
export interface Errand {
  readonly bucket: Bucket
  readonly ledger: Ledger
  readonly prefix: string
  readonly shard?: Shard | undefined
  /** What an upload is that only the verifying listing shows. */
  readonly belonging: (upload: Upload) => Belonging
  readonly format: Format
}

/**
 * What can be said before anything is sent.
 *
 * @throws Problem: usage where nobody could be asked, refused where the store's answers could be anybody's.
 */
export function assertMayAbort(
  { yes }: { readonly yes?: boolean },
  { terminal, environment }: Context,
): void {
  assertCertificatesCount(environment)
  if (yes || (terminal.input.isTerminal && terminal.errors.isTerminal)) return
  throw new Problem(
    'usage',
    '--yes is required when nobody can be asked; --dry-run shows what would be aborted.',
  )
}

/** @throws Problem, declined, for any answer but yes. */
export async function confirmOrDecline(question: string, { terminal }: Context): Promise<void> {
  if (!(await confirm(terminal, question))) throw new Problem('declined', 'Nothing was aborted.')
}

/** @throws Problem, declined, for anything but the bucket's name. */
export async function confirmByNameOrDecline(bucketName: string, { terminal }: Context): Promise<void> {
  const question = `This is the whole bucket. To abort them, type its name, ${bucketName}:`
  if (!(await confirmByName(terminal, question, bucketName)))
    throw new Problem('declined', 'Nothing was aborted.')
}

/**
 * Aborts, verifies, and answers with one outcome per upload, whatever happens on the way. How the run ended is
 * decided by the outcomes.
 */
export async function abortAndReport(errand: Errand, context: Context): Promise<Ending> {
  const { bucket, ledger, prefix, belonging } = errand
  const { stop, terminal } = context
  const progress = new Progress()
  const tellStop = () => void terminal.errors.write(stopNotice(progress.underWay))
  stop.addEventListener('abort', tellStop)
  try {
    await showingProgress(terminal, progress, () =>
      bucket.abortAndVerify(ledger, { prefix, belonging, progress, stop }),
    )
  } finally {
    stop.removeEventListener('abort', tellStop)
    await report(errand, context)
  }
  return ledger.verdict()
}

function stopNotice(underWay: number): string {
  return `\nStopping: ${count(underWay, 'request')} under way may finish, for 10 s at most. Ctrl-C again leaves at once.\n`
}

export async function report(
  { bucket, ledger, shard, format }: Errand,
  { terminal: { output, errors } }: Context,
): Promise<void> {
  if (format === 'table') {
    const style = styleOf(output)
    await output.write(renderTrouble(ledger, style) + renderTally(ledger, style, shard))
  } else {
    await output.write(
      await outcomeDocument(format, ledger, {
        envelope: { Bucket: bucket.name, Shard: shardName(shard) },
        isTerminal: output.isTerminal,
      }),
    )
    await errors.write(renderTally(ledger, styleOf(errors), shard))
  }
}
