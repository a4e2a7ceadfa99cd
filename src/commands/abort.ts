import type { Command } from 'commander'
import type { BucketUploads } from '../context.js'
import { AbortResults } from '../core/abort-results.js'
import { Progress } from '../core/progress.js'
import { displaySafe } from '../core/safe-text.js'
import { isSameTarget, type Target } from '../core/upload.js'
import { CliError, type ExitStatus } from '../errors.js'
import { pluralize } from '../output/text.js'
import { UploadTable } from '../output/upload-table.js'
import type { AbortReport } from '../service/abort-all.js'
import { withReport } from './shared/abort-report.js'
import { addBucketOptions, type BucketOptions, onlyBucket, valueOrPath } from './shared/bucket-options.js'
import { addExamples, addFlags, type Cli, type CommandContext, COMMON_SINGLE, Flag } from './shared/command.js'
import { type AbortFlags, ABORTING, addAbortOptions, assertCanConfirm, confirmAbort } from './shared/confirm.js'
import { addConnectionOptions, type ConnectedBucket, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { addAutomaticSizes, findUploads, type FoundUploads } from './shared/found-uploads.js'
import { Listing } from './shared/listing.js'
import { notify, withAbortProgress } from './shared/notices.js'
import { addFormatOptions, type OutputOptions } from './shared/output-options.js'
import { agreeToListing, findListed, readReviewedListing } from './shared/reviewed-listing.js'

interface AbortOptions extends BucketOptions, ConnectionFlags, OutputOptions, AbortFlags {
  readonly key?: string
  readonly uploadId?: string
  readonly from?: string
  readonly ignoreNotFound?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET] --key KEY [--upload-id ID] [flags]\n       cwmpu abort [BUCKET] --from FILE [flags]')
  addFlags(addBucketOptions(command), 'Target:', [
    new Flag('--key <key>', 'Key of the upload; without --upload-id, asks to abort all of the key', COMMON_SINGLE),
    new Flag('--upload-id <id>', 'Upload ID', COMMON_SINGLE),
    new Flag('--from <file>', 'Listing of cwmpu list (json, ndjson, tsv); - reads stdin', COMMON_SINGLE),
    new Flag('--ignore-not-found', 'Exit 0 if the upload does not exist'),
  ])
  addConnectionOptions(addFormatOptions(addAbortOptions(command)))
  addExamples(command, [
    ['Abort one upload', 'cwmpu abort my-bucket --key data/part-7 --upload-id 2~Vx9'],
    [
      'Abort the uploads of a listing that was reviewed',
      'cwmpu list my-bucket -o ndjson > reviewed.ndjson\ncwmpu abort my-bucket --from reviewed.ndjson',
    ],
  ])
  command.action(cli.action(abort))
}

async function abort(options: AbortOptions, context: CommandContext): Promise<ExitStatus> {
  const { uploadId, from } = options
  const key = valueOrPath('--key', options.key, onlyBucket(options).path)
  if (key === '' || uploadId === '')
    throw new CliError('usage', `Empty ${key === '' ? '--key' : '--upload-id'}.`, 'Use a non-empty value.')
  if (from !== undefined) {
    if (key !== undefined || uploadId !== undefined)
      throw new CliError('usage', 'Cannot combine --from with --key or --upload-id.', 'Use one of them.')
    if (!options.dryRun) assertCanAbortFrom(from, options, context)
    const connected = await connectToBucket(options, context)
    if (options.dryRun) return dryRunFromListing(from, connected, options, context)
    return withReport(connected, options, context, () => abortFromListing(from, connected, options, context))
  }
  if (key === undefined) throw new CliError('usage', 'No upload given.', 'Use --key, or --from FILE.')
  if (options.dryRun)
    throw new CliError('usage', 'Cannot use --dry-run without --from.', 'List the uploads with: cwmpu list')
  if (uploadId === undefined) return abortKey(key, options, context)
  assertCanConfirm(ABORTING, { yes: true }, context)
  const connected = await connectToBucket(options, context)
  const target = { key, uploadId }
  return withReport(connected, options, context, () => abortOne(target, connected, options, context))
}

async function abortFromListing(
  from: string,
  connected: ConnectedBucket,
  options: AbortOptions,
  context: CommandContext,
): Promise<AbortReport> {
  const { bucket } = connected
  const { targets } = await readReviewedListing(from, bucket.name, context)
  if (targets.size > 0) await agreeToListing(targets, from, connected, options, context)
  return abortTargets(targets, bucket, options, context)
}

/** Prints the uploads of a reviewed listing that would be aborted. */
async function dryRunFromListing(
  from: string,
  { bucket }: ConnectedBucket,
  options: AbortOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { targets } = await readReviewedListing(from, bucket.name, context)
  const { scan, uploads } = await findListed(targets, from, bucket, options, context)
  const parsed = { selection: scan.selection, filter: { From: from }, text: `--from ${displaySafe(from)}` }
  const status = await new Listing(bucket, parsed, options, context, scan).writeAll(uploads)
  await notify(context, `Dry run. ${pluralize(uploads.length, 'upload')} would be aborted.`)
  return status
}

function assertCanAbortFrom(from: string, options: AbortOptions, context: CommandContext): void {
  if (from === '-' && !options.yes)
    throw new CliError('usage', 'Cannot ask for confirmation. stdin is the listing.', 'Use --yes to skip the prompt.')
  assertCanConfirm(ABORTING, options, context)
}

/**
 * Lists the upload before aborting it, because some servers return 204 for any upload ID. If the listing is denied, the
 * abort response decides.
 */
async function abortOne(
  target: Target,
  { bucket }: ConnectedBucket,
  options: AbortOptions,
  context: CommandContext,
): Promise<AbortReport> {
  const { key, uploadId } = target
  const what = `Upload "${displaySafe(uploadId)}" of key "${displaySafe(key)}"`
  const notFound = notFoundError(`${what} not found`, bucket.name)
  const isListed = await findUploadsOfKey(key, bucket, context)
    .then(({ uploads }) => uploads.some((upload) => isSameTarget(upload, target)))
    .catch(async (error: unknown) => {
      if (!(error instanceof CliError) || error.kind === 'retryable') throw error
      await notify(context, `warning: Could not check whether the upload exists. ${error.message} Aborting it anyway.`)
      return true
    })
  if (!isListed && !options.ignoreNotFound) throw notFound
  const report = isListed ? await abortTargets([target], bucket, options, context) : goneReport(target)
  const { results } = report
  const isGone = results.isVerified && results.summary().alreadyGone > 0
  if (!isGone || options.ignoreNotFound) return report
  return { ...report, status: 'not-found', error: notFound }
}

function goneReport(target: Target): AbortReport {
  const results = new AbortResults([target])
  results.reconcile([])
  return { results, scan: undefined, status: 'done', isBucketClear: false }
}

/** Aborts all uploads of one key, after they were shown and the user has agreed. */
async function abortKey(key: string, options: AbortOptions, context: CommandContext): Promise<ExitStatus> {
  const { terminal } = context
  const { name } = onlyBucket(options)
  const isTerminal = terminal.input.isTerminal && terminal.stderr.isTerminal
  if (options.yes || !isTerminal) {
    const hint = `Use --upload-id. List the IDs with: cwmpu list --bucket ${displaySafe(name)} --json`
    throw new CliError('usage', 'No upload ID given. Without one, --key asks before it aborts.', hint)
  }
  assertCanConfirm(ABORTING, {}, context)
  const connected = await connectToBucket(options, context)
  const { bucket } = connected
  const { scan, uploads } = await findUploadsOfKey(key, bucket, context)
  if (uploads.length === 0) throw notFoundError(`No uploads of key "${displaySafe(key)}" found`, bucket.name)
  const shown = await addAutomaticSizes(uploads, bucket, scan, context)
  const { stderr } = terminal
  const table = new UploadTable({ scan, includesParts: scan.includesParts, isWide: false }, stderr)
  await stderr.write(`${table.render(shown)}\n`)
  await confirmAbort(shown.length, bucket.name, context)
  return withReport(connected, options, context, () => abortTargets(shown, bucket, options, context))
}

function findUploadsOfKey(key: string, bucket: BucketUploads, context: CommandContext): Promise<FoundUploads> {
  return findUploads(bucket, { prefix: key, isExactKey: true }, (upload) => upload.key === key, context)
}

function notFoundError(what: string, bucket: string): CliError {
  const hint = `List current uploads with: cwmpu list --bucket ${bucket}`
  return new CliError('not-found', `${what} in "${bucket}".`, hint)
}

function abortTargets(
  targets: Iterable<Target>,
  bucket: BucketUploads,
  { concurrency: maxConcurrency }: AbortFlags,
  context: CommandContext,
): Promise<AbortReport> {
  const progress = new Progress()
  return withAbortProgress(context, progress, () =>
    bucket.abort(targets, { progress, signal: context.signal, maxConcurrency }),
  )
}
