import type { BucketUploads, Context } from '../context.js'
import { Progress } from '../core/progress.js'
import { type ReviewedListing, ReviewedListingReader } from '../core/reviewed-listing.js'
import { displaySafe } from '../core/safe-text.js'
import type { TargetIndex } from '../core/target-index.js'
import { listingOf, type Upload } from '../core/upload.js'
import { UploadScan } from '../core/upload-scan.js'
import { CliError, type ExitStatus } from '../errors.js'
import { listingView } from '../terminal/listing.js'
import { renderPlan } from '../terminal/plan.js'
import { showingProgress } from '../terminal/progress.js'
import { styleOf } from '../terminal/style.js'
import { count } from '../terminal/words.js'
import { systemReason } from '../terminal/write-fully.js'
import { requireConfirmation } from './aborting.js'
import { reportDoubts } from './doubts.js'
import { type FormatOptions, formatOf } from './format.js'
import { type BucketOptions, openBucket } from './opening.js'
import type { OpenBucket } from './run-report.js'

interface FromOptions {
  readonly from: string
  readonly yes?: boolean
  readonly ignoreNotFound?: boolean
}

/**
 * Reads the listing of `--from` to its end, because a later line may be invalid.
 *
 * @throws CliError, usage if it cannot be read, safety-check if it lists uploads of another bucket.
 */
export async function readReviewedListing(
  from: string,
  bucket: string,
  { terminal: { errors }, readFile, stop }: Context,
): Promise<ReviewedListing> {
  const name = nameOf(from)
  const listing = await read(readFile(from), bucket).catch((error: unknown) => {
    if (!(error instanceof Error) || stop.aborted) throw error
    const hint = error instanceof SyntaxError ? ' Create the file with: cwmpu list --json' : ''
    throw new CliError('usage', `Cannot read ${name}. ${systemReason(error)}${hint}`, { cause: error })
  })
  if (listing.otherBucket !== undefined) {
    const other = displaySafe(listing.otherBucket)
    throw new CliError(
      'safety-check',
      `No uploads were aborted. ${name} lists uploads of bucket "${other}", not of "${bucket}".`,
    )
  }
  if (!listing.namesBucket) {
    await errors.write(
      `warning: ${name} does not name the bucket of every upload. It is read as "${bucket}".\n`,
    )
  }
  return listing
}

async function read(chunks: AsyncIterable<Uint8Array>, bucket: string): Promise<ReviewedListing> {
  const reader = new ReviewedListingReader(bucket)
  for await (const chunk of chunks) reader.push(chunk)
  return reader.end()
}

/**
 * Shows the plan and asks, unless `--yes` is given.
 *
 * @throws CliError, not-found if none of the uploads is in the bucket, declined for any answer but yes.
 */
export async function confirmTargets(
  targets: TargetIndex,
  { store, bucket }: OpenBucket,
  { from, yes, ignoreNotFound }: FromOptions,
  context: Context,
): Promise<void> {
  const { errors } = context.terminal
  if (yes) {
    if (!ignoreNotFound && !(await isAnyListed(targets, bucket, context)))
      throw noneFound(targets, from, bucket)
    return
  }
  const { scan, uploads } = await findTargets(targets, bucket, context)
  if (uploads.length === 0 && !scan.isUnreliable && !ignoreNotFound) throw noneFound(targets, from, bucket)
  await reportDoubts(scan, context.terminal)
  await errors.write(renderPlan({ bucket: bucket.name, store, search: scan, uploads }, styleOf(errors)))
  await requireConfirmation('Abort them?', context)
}

/** Prints the uploads of `--from` that are in the bucket. It aborts none. */
export async function printDryRun(
  options: BucketOptions & FormatOptions & Partial<FromOptions>,
  context: Context,
): Promise<ExitStatus> {
  const { from } = options
  if (from === undefined) throw new CliError('usage', 'Cannot use --dry-run without --from.')
  const { bucket } = await openBucket(options, context)
  const { targets } = await readReviewedListing(from, bucket.name, context)
  const { scan, uploads } = await findTargets(targets, bucket, context)
  if (targets.size > 0 && uploads.length === 0 && !scan.isUnreliable && !options.ignoreNotFound)
    throw noneFound(targets, from, bucket)
  const { output, errors } = context.terminal
  const shown = { envelope: { Bucket: bucket.name }, search: scan, output, includesParts: false }
  const status = await reportDoubts(scan, context.terminal)
  const view = await listingView(formatOf(options, context.terminal), shown)
  await output.write(view.take(uploads) + view.close())
  await errors.write(`Dry run: ${count(uploads.length, 'upload')} would be aborted; none was.\n`)
  return status
}

/** Lists the bucket. Returns the uploads that are among the targets. */
async function findTargets(
  targets: TargetIndex,
  bucket: BucketUploads,
  { terminal, clock, stop }: Context,
): Promise<{ scan: UploadScan; uploads: readonly Upload[] }> {
  const listing = listingOf(targets)
  const selection = { prefix: listing.prefix, match: [], exclude: [] }
  const scan = new UploadScan(selection, clock.now(), 'list')
  const progress = new Progress()
  const uploads: Upload[] = []
  if (targets.size === 0) return { scan, uploads }
  await showingProgress(terminal, progress, async () => {
    for await (const page of bucket.pages(listing, stop)) {
      progress.pages++
      progress.listed += page.uploads.length
      const found = page.uploads.filter((upload) => targets.find(upload) !== undefined)
      uploads.push(...scan.filterByParts(scan.filterByListing({ ...page, uploads: found })))
    }
  })
  return { scan, uploads }
}

/** Returns true if the listing fails, or can lack uploads. Then the responses to the aborts decide. */
async function isAnyListed(
  targets: TargetIndex,
  bucket: BucketUploads,
  { terminal, stop }: Context,
): Promise<boolean> {
  try {
    for await (const { uploads, isUnreliable } of bucket.pages(listingOf(targets), stop)) {
      if (isUnreliable || uploads.some((upload) => targets.find(upload) !== undefined)) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof CliError) || stop.aborted) throw error
    await terminal.errors.write(
      `warning: Could not check whether the uploads exist. ${error.message} Aborting them anyway.\n`,
    )
    return true
  }
}

function noneFound({ size }: TargetIndex, from: string, { name }: BucketUploads): CliError {
  const which =
    size === 1
      ? `The upload in ${nameOf(from)} is not`
      : `None of the ${count(size, 'upload')} in ${nameOf(from)} is`
  return new CliError('not-found', `${which} in "${name}".`)
}

function nameOf(from: string): string {
  return from === '-' ? 'stdin' : displaySafe(from)
}
