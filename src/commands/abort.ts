import type { BucketUploads, Context } from '../context.js'
import { AbortResults } from '../core/abort-results.js'
import { Progress } from '../core/progress.js'
import { displaySafe } from '../core/safe-text.js'
import { isSameTarget, type Target } from '../core/upload.js'
import { type ExitStatus, CliError } from '../errors.js'
import type { AbortReport } from '../service/abort-all.js'
import { assertCanAbort, type PaceOptions, withAbortProgress } from './aborting.js'
import type { FormatOptions } from './format.js'
import { type BucketOptions, openBucket } from './opening.js'
import { confirmTargets, printDryRun, readReviewedListing } from './reviewed-listing.js'
import { type Reporter, withReport } from './run-report.js'

interface AbortOptions extends BucketOptions, FormatOptions, PaceOptions {
  readonly key?: string
  readonly uploadId?: string
  readonly from?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly ignoreNotFound?: boolean
}

export function abort(options: AbortOptions, context: Context): Promise<ExitStatus> {
  if (options.dryRun) return printDryRun(options, context)
  return withReport(options, context, (reporter) => {
    const { key, uploadId, from } = options
    if (from === undefined && key && uploadId) return abortOne({ key, uploadId }, options, reporter, context)
    if (from !== undefined && key === undefined && uploadId === undefined)
      return abortFromListing(from, options, reporter, context)
    throw new CliError('usage', 'Which upload? Give both --key and --upload-id, or a listing with --from.')
  })
}

/**
 * Lists the upload before aborting it, because some servers return 204 for any upload ID. If the listing is denied, the
 * abort response decides.
 */
async function abortOne(
  target: Target,
  options: AbortOptions,
  reporter: Reporter,
  context: Context,
): Promise<AbortReport> {
  assertCanAbort({ yes: true }, context)
  reporter.opened = await openBucket(options, context)
  const { bucket } = reporter.opened
  const notFound = new CliError(
    'not-found',
    `Upload "${displaySafe(target.uploadId)}" of key "${displaySafe(target.key)}" not found in "${bucket.name}". List current uploads with: cwmpu list --bucket ${bucket.name}`,
  )
  if (await isListed(target, bucket, context)) {
    const report = await abortTargets([target], bucket, options, context)
    const { results } = report
    const isGone = results.isVerified && results.summary().alreadyGone > 0
    if (!isGone || options.ignoreNotFound) return report
    reporter.report = report
  } else if (options.ignoreNotFound) {
    const results = new AbortResults([target])
    results.reconcile([])
    return { results, scan: undefined, status: 'done', isBucketClear: false }
  }
  throw notFound
}

async function isListed(
  target: Target,
  bucket: BucketUploads,
  { terminal, stop }: Context,
): Promise<boolean> {
  try {
    for await (const { uploads } of bucket.pages({ prefix: target.key, isExactKey: true }, stop)) {
      if (uploads.some((upload) => isSameTarget(upload, target))) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'retryable') throw error
    await terminal.errors.write(
      `warning: Could not check whether the upload exists. ${error.message} Aborting it anyway.\n`,
    )
    return true
  }
}

async function abortFromListing(
  from: string,
  options: AbortOptions,
  reporter: Reporter,
  context: Context,
): Promise<AbortReport> {
  if (!options.yes && from === '-') {
    throw new CliError(
      'usage',
      '--yes is required with --from -: stdin is the listing, so nobody can answer.',
    )
  }
  assertCanAbort(options, context)
  reporter.opened = await openBucket(options, context)
  const { bucket } = reporter.opened
  const { targets } = await readReviewedListing(from, bucket.name, context)
  if (targets.size > 0) await confirmTargets(targets, reporter.opened, { ...options, from }, context)
  return abortTargets(targets, bucket, options, context)
}

function abortTargets(
  targets: Iterable<Target>,
  bucket: BucketUploads,
  { concurrency: maxConcurrency }: PaceOptions,
  context: Context,
): Promise<AbortReport> {
  const progress = new Progress()
  return withAbortProgress(progress, context, () =>
    bucket.abort(targets, { progress, signal: context.stop, maxConcurrency }),
  )
}
