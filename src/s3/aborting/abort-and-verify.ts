import type { Clock } from '../../core/clock.js'
import type { Duration } from '../../core/duration.js'
import type { Ledger } from '../../core/ledger.js'
import type { Outcome } from '../../core/outcome.js'
import type { Progress } from '../../core/progress.js'
import type { Belonging } from '../../core/search.js'
import { identityOf, type Page, type Target, type Upload } from '../../core/upload.js'
import { Problem } from '../../errors.js'
import type { Aborting, AbortingJob } from './aborting.js'
import { abortFirst } from './first-round.js'

/** The bucket, as far as it is needed here. */
interface Uploads {
  readonly list: (options: { readonly prefix: string }, stop: AbortSignal) => AsyncIterable<Page>
  readonly aborting: (job: Pick<AbortingJob, 'report' | 'progress' | 'stop' | 'atMost'>) => Aborting
}

/** Before the first, second and third time that survivors are aborted: a store may take a while to forget. */
const PAUSES: readonly Duration[] = [1_000, 5_000, 15_000]

export interface Verification {
  /** What is to be aborted, where it is still being found and nobody has to look at it first. */
  readonly found?: AsyncIterable<readonly Target[]> | undefined
  /** Asked of the store, to make the listing shorter. */
  readonly prefix: string
  /** What a listed upload is that the ledger does not hold. */
  readonly belonging: (upload: Upload) => Belonging
  readonly progress: Progress
  readonly stop: AbortSignal
  /** Aborts at once, if the store can take that many. */
  readonly atMost?: number | undefined
}

/**
 * Aborts every upload of the ledger, or that is found, and then lists again until none of them is listed, or three
 * rounds of aborting the survivors were in vain. A part that was in flight can bring an upload back, as AWS documents:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 *
 * @throws Problem where it gave up, or where the listing that is the proof can't be had. The ledger is right at
 * every moment: whatever is thrown, it holds what was claimed and whether that was verified.
 */
export async function abortAndVerify(
  bucket: Uploads,
  ledger: Ledger,
  { clock, ...verification }: Verification & { readonly clock: Clock },
): Promise<void> {
  const { found, progress, stop, atMost } = verification
  const report = (target: Target, claim: Outcome) => {
    ledger.record(target, claim)
    progress.done++
    if (claim.kind === 'failed') progress.failed++
  }
  const start = () => bucket.aborting({ report, progress, stop, atMost })
  const first = await abortFirst({ ledger, found, progress, start })
  if (ledger.size === 0 && !stop.aborted) {
    ledger.settle([])
    return
  }
  let { givenUp } = first
  for (let round = 0; ; round++) {
    stop.throwIfAborted()
    if (givenUp) throw new Problem(ledger.verdict() === 'partial' ? 'partial' : givenUp.kind, givenUp.message)
    progress.beginListing('verifying')
    const listed = await listAgain(bucket, ledger, verification)
    const targets = listed.filter((upload) => !ledger.isHopeless(upload))
    const pause = PAUSES[round]
    if (targets.length === 0 || pause === undefined) return
    await clock.pause(pause, stop)
    progress.beginAborting(targets.length)
    givenUp = await first.aborting.run([targets])
  }
}

/** Settles the ledger by a fresh listing; returns what is listed still, uploads that the first one missed too. */
async function listAgain(
  bucket: Pick<Uploads, 'list'>,
  ledger: Ledger,
  { prefix, belonging, progress, stop }: Verification,
): Promise<Upload[]> {
  const listed = new Map<string, Upload>()
  let startedSince = 0
  for await (const page of bucket.list({ prefix }, stop)) {
    progress.pages++
    progress.listed += page.uploads.length
    for (const upload of page.uploads) {
      const whose = ledger.has(upload) ? 'ours' : belonging(upload)
      if (whose === 'started-since') startedSince++
      if (whose === 'ours') listed.set(identityOf(upload), upload)
    }
  }
  for (const upload of listed.values()) ledger.add(upload)
  ledger.settle(listed.values())
  ledger.startedSince = startedSince
  return [...listed.values()]
}
