import type { BucketUploads } from '../../context.js'
import { type ReviewedListing, ReviewedListingReader } from '../../core/reviewed-listing.js'
import { displaySafe } from '../../core/safe-text.js'
import type { TargetIndex } from '../../core/target-index.js'
import { listingOf, type Upload } from '../../core/upload.js'
import { CliError, systemReason } from '../../errors.js'
import { renderPlan } from '../../output/plan.js'
import { pluralize } from '../../output/text.js'
import type { CommandContext } from './command.js'
import { confirmAbort } from './confirm.js'
import type { ConnectedBucket } from './connect.js'
import { addAutomaticSizes, findUploads, type FoundUploads } from './found-uploads.js'
import { notify, printWarnings } from './notices.js'

interface ListingFlags {
  readonly yes?: boolean
  readonly ignoreNotFound?: boolean
}

/**
 * Reads the listing of `--from` to its end, because a later line may be invalid.
 *
 * @throws CliError: usage if it cannot be read, safety-check if it lists uploads of another bucket.
 */
export async function readReviewedListing(
  from: string,
  bucket: string,
  context: CommandContext,
): Promise<ReviewedListing> {
  const name = nameOf(from)
  const listing = await read(context.readFile(from), bucket).catch((error: unknown) => {
    if (!(error instanceof Error) || context.signal.aborted) throw error
    const hint = error instanceof SyntaxError ? 'Create the file with: cwmpu list --json' : undefined
    throw new CliError('usage', `Cannot read ${name}. ${systemReason(error)}`, hint, { cause: error })
  })
  if (listing.otherBucket !== undefined) {
    const other = displaySafe(listing.otherBucket)
    const message = `No uploads were aborted. ${name} lists uploads of bucket "${other}", not of "${bucket}".`
    throw new CliError('safety-check', message)
  }
  if (!listing.namesBucket)
    await notify(context, `warning: ${name} does not name the bucket of every upload. It is read as "${bucket}".`)
  return listing
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
export async function findListed(
  targets: TargetIndex,
  from: string,
  bucket: BucketUploads,
  { ignoreNotFound = false }: ListingFlags,
  context: CommandContext,
): Promise<FoundUploads> {
  const isTarget = (upload: Upload) => targets.find(upload) !== undefined
  const found = await findUploads(bucket, listingOf(targets), isTarget, context)
  if (found.uploads.length > 0 || targets.size === 0 || found.scan.isUnreliable || ignoreNotFound) return found
  const which =
    targets.size === 1
      ? `The upload in ${nameOf(from)} is not`
      : `None of the ${pluralize(targets.size, 'upload')} in ${nameOf(from)} is`
  throw new CliError('not-found', `${which} in "${bucket.name}".`)
}

/**
 * Shows the plan and asks, unless `--yes` was passed.
 *
 * @throws CliError: not-found if none of the uploads is in the bucket, declined for any answer but yes.
 */
export async function agreeToListing(
  targets: TargetIndex,
  from: string,
  { client, bucket }: ConnectedBucket,
  options: ListingFlags,
  context: CommandContext,
): Promise<void> {
  const found = await findListed(targets, from, bucket, options, context).catch(async (error: unknown) => {
    const isFinal = !(error instanceof CliError) || error.kind === 'not-found' || context.signal.aborted
    if (isFinal || !options.yes) throw error
    await notify(context, `warning: Could not check whether the uploads exist. ${error.message} Aborting them anyway.`)
    return undefined
  })
  if (!found || options.yes) return
  const { scan } = found
  await printWarnings(scan, context)
  const { stderr } = context.terminal
  const uploads = await addAutomaticSizes(found.uploads, bucket, scan, context)
  const plan = { bucket: bucket.name, client, selection: `--from ${nameOf(from)}`, scan, uploads }
  await stderr.write(renderPlan(plan, stderr))
  await confirmAbort(uploads.length, bucket.name, context)
}

function nameOf(from: string): string {
  return from === '-' ? 'stdin' : displaySafe(from)
}
