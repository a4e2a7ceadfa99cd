import type { Bucket, Context } from '../context.js'
import type { Ledger } from '../core/ledger.js'
import { Progress } from '../core/progress.js'
import type { Belonging } from '../core/search.js'
import type { Target, Upload } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { showingProgress } from '../terminal/progress.js'
import { confirmByName } from '../terminal/terminal.js'
import { count } from '../terminal/words.js'
import { askOrDecline, assertMay } from './consent.js'

export interface PaceOptions {
  readonly concurrency?: number
}

/** What is to be aborted, and where. */
export interface Errand {
  readonly bucket: Bucket
  readonly ledger: Ledger
  /** Uploads still to come into the ledger, where nobody has to look at them first. */
  readonly found?: (progress: Progress) => AsyncIterable<readonly Target[]>
  readonly prefix: string
  /** What an upload is that only the verifying listing shows. */
  readonly belonging: (upload: Upload) => Belonging
  /** Aborts at once, if the store can take that many. */
  readonly atMost?: number | undefined
}

const ABORTING = { verb: 'abort', participle: 'aborted' }

/** @throws Problem, as `assertMay`. */
export function assertMayAbort(options: { readonly yes?: boolean }, context: Context): void {
  assertMay(ABORTING, options, context)
}

/** @throws Problem, declined, for any answer but yes. */
export function confirmOrDecline(question: string, context: Context): Promise<void> {
  return askOrDecline(ABORTING, question, context)
}

/** @throws Problem, declined, for anything but the bucket's name. */
export async function confirmByNameOrDecline(bucketName: string, { terminal }: Context): Promise<void> {
  const question = `To abort the whole bucket, type its name, ${bucketName}:`
  if (!(await confirmByName(terminal, question, bucketName)))
    throw new Problem('declined', 'Nothing was aborted.')
}

/** Aborts and verifies. How that ended is decided by what became of each upload. */
export async function abortAndVerify(errand: Errand, context: Context): Promise<Ending> {
  const { bucket, ledger, found, prefix, belonging, atMost } = errand
  const { stop, terminal } = context
  const progress = new Progress()
  const tellStop = () => {
    if (progress.phase !== 'listing') void terminal.errors.write(stopNotice(progress.underWay))
  }
  stop.addEventListener('abort', tellStop)
  try {
    await showingProgress(terminal, progress, () =>
      bucket.abortAndVerify(ledger, { found: found?.(progress), prefix, belonging, progress, stop, atMost }),
    )
  } finally {
    stop.removeEventListener('abort', tellStop)
  }
  return ledger.verdict()
}

function stopNotice(underWay: number): string {
  return `\nStopping: ${count(underWay, 'request')} under way may finish, for 10 s at most. Ctrl-C again leaves at once.\n`
}
