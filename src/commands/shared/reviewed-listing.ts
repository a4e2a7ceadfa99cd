import type { ReviewedListing } from '../../core/reviewed-listing.js'
import { ReviewedListingReader } from '../../core/reviewed-listing-reader.js'
import { displaySafe } from '../../core/safe-text.js'
import type { TargetIndex } from '../../core/target-index.js'
import { listingOf, type Upload } from '../../core/upload.js'
import { CliError, systemReason } from '../../errors.js'
import { renderPlan } from '../../output/plan.js'
import { pluralize, shortenEnd } from '../../output/text.js'
import { confirmAbort } from './confirm.js'
import type { BucketRun } from './connect.js'
import { addAutomaticSizes, findUploads, type FoundUploads, isListingRefused } from './found-uploads.js'
import { notify, printWarnings } from './notices.js'

type ReviewedRun = BucketRun<{ readonly yes?: boolean; readonly ignoreNotFound?: boolean }>

/** Limit of a bucket's name in a message. The file can hold a text of any length there. */
const MAX_BUCKET = 60

/**
 * Reads the listing of `--from` to its end, because a later line may be invalid.
 *
 * @throws CliError: usage if it cannot be read, safety-check if it lists uploads of another bucket.
 */
export async function readReviewedListing(from: string, run: BucketRun): Promise<TargetIndex> {
  const name = nameOf(from)
  const bucket = run.bucket.name
  const listing = await read(run.readFile(from), bucket).catch((error: unknown) => {
    if (!(error instanceof Error) || run.signal.aborted) throw error
    const hint = error instanceof SyntaxError ? 'Create the file with: cwmpu list --json' : undefined
    throw new CliError('usage', `Cannot read ${name}. ${systemReason(error)}`, hint, { cause: error })
  })
  if (listing.otherBucket !== undefined) {
    const { name: other, line } = listing.otherBucket
    const shown = shortenEnd(displaySafe(other), MAX_BUCKET)
    const message = `No uploads were aborted. Line ${line} of ${name} names bucket "${shown}", not "${bucket}".`
    throw new CliError('safety-check', message)
  }
  if (!listing.namesBucket)
    await notify(run, `warning: ${name} does not name the bucket of every upload. It is read as "${bucket}".`)
  return listing.targets
}

async function read(chunks: AsyncIterable<Uint8Array>, bucket: string): Promise<ReviewedListing> {
  const reader = new ReviewedListingReader(bucket)
  for await (const chunk of chunks) reader.push(chunk)
  return reader.end()
}

/**
 * Lists the bucket. Returns the uploads of a reviewed listing that are still there.
 *
 * @throws CliError, not-found, if there are none.
 */
export async function findListed(targets: TargetIndex, from: string, run: ReviewedRun): Promise<FoundUploads> {
  const isTarget = (upload: Upload) => targets.find(upload) !== undefined
  const found = await findUploads(run, listingOf(targets), isTarget)
  if (found.uploads.length > 0 || targets.size === 0 || found.scan.isUnreliable || run.options.ignoreNotFound)
    return found
  const which = targets.size === 1 ? 'The upload' : `None of the ${pluralize(targets.size, 'upload')}`
  const verb = targets.size === 1 ? 'is not' : 'is'
  throw new CliError('not-found', `${which} in ${nameOf(from)} ${verb} in "${run.bucket.name}".`)
}

/**
 * Shows the plan and asks, unless `--yes` was passed.
 *
 * @throws CliError: not-found if none of the uploads is in the bucket, declined for any answer but yes.
 */
export async function agreeToListing(targets: TargetIndex, from: string, run: ReviewedRun): Promise<void> {
  const { yes } = run.options
  const found = await findListed(targets, from, run).catch(async (error: unknown) => {
    if (!isListingRefused(error) || !yes) throw error
    await notify(run, `warning: Could not check whether the uploads exist. ${error.problem} Aborting them anyway.`)
    return undefined
  })
  if (!found || yes) return
  const { client, bucket, terminal } = run
  await printWarnings(found.scan, run)
  const uploads = await addAutomaticSizes(found, run)
  const { scan } = found
  const missing = targets.size - uploads.length
  const plan = { bucket: bucket.name, client, selection: `--from ${nameOf(from)}`, scan, uploads, missing }
  await terminal.stderr.write(renderPlan(plan, terminal.stderr))
  await confirmAbort(targets.size, run)
}

function nameOf(from: string): string {
  return from === '-' ? 'stdin' : displaySafe(from)
}
