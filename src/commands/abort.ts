import type { Command } from 'commander'
import { AbortResults } from '../core/abort-results.js'
import { Progress } from '../core/progress.js'
import { displaySafe } from '../core/safe-text.js'
import { isSameTarget, type Target } from '../core/upload.js'
import { CliError, type ExitStatus } from '../errors.js'
import { colorsFor } from '../output/colors.js'
import { pluralize } from '../output/text.js'
import { UploadTable } from '../output/upload-table.js'
import type { AbortReport } from '../service/abort-all.js'
import { type AbortFlags, ABORTING, addAbortOptions, assertCanConfirm, requireConfirmation } from './shared/confirm.js'
import { countUploads, withReport } from './shared/abort-report.js'
import { addAutomaticSizes, findUploads } from './shared/found-uploads.js'
import { addBucketOptions, type BucketOptions, onlyBucket, valueOrPath } from './shared/bucket-options.js'
import { addExamples, type Cli, type CommandContext, Flag } from './shared/command.js'
import { addConnectionOptions, type ConnectedBucket, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { Listing } from './shared/listing.js'
import { addFormatOptions, type OutputOptions } from './shared/output-options.js'
import { notify, withAbortProgress } from './shared/notices.js'
import { agreeToListing, assertAnyFound, findListed, readReviewedListing } from './shared/reviewed-listing.js'

interface AbortOptions extends BucketOptions, ConnectionFlags, OutputOptions, AbortFlags {
  readonly key?: string
  readonly uploadId?: string
  readonly from?: string
  readonly ignoreNotFound?: boolean
}

export function declare(command: Command, cli: Cli): void {
  command.usage('[BUCKET] --key KEY [--upload-id ID] [flags]\n       cwmpu abort [BUCKET] --from FILE [flags]')
  addBucketOptions(command).optionsGroup('Target:')
  const single = { isSingle: true, isCommon: true }
  const flags = [
    new Flag('--key <key>', 'Key of the upload; without --upload-id, asks to abort all of the key', single),
    new Flag('--upload-id <id>', 'Upload ID', single),
    new Flag('--from <file>', 'Listing of cwmpu list (json, ndjson, tsv); - reads stdin', single),
    new Flag('--ignore-not-found', 'Exit 0 if the upload does not exist'),
  ]
  for (const flag of flags) command.addOption(flag)
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
    throw new CliError('usage', `Empty ${key === '' ? '--key' : '--upload-id'}.`, {
      hint: 'Use a non-empty value.',
    })
  if (from !== undefined) {
    if (key !== undefined || uploadId !== undefined)
      throw new CliError('usage', 'Cannot combine --from with --key or --upload-id.', {
        hint: 'Use one of them.',
      })
    if (!options.dryRun) assertCanAbortFrom(from, options, context)
    const connected = await connectToBucket(options, context)
    if (options.dryRun) return dryRunFromListing(from, connected, options, context)
    return withReport(connected, options, context, () => abortFromListing(from, connected, options, context))
  }
  if (key === undefined) throw new CliError('usage', 'No upload given.', { hint: 'Use --key, or --from FILE.' })
  if (options.dryRun)
    throw new CliError('usage', 'Cannot use --dry-run without --from.', {
      hint: 'List the uploads with: cwmpu list',
    })
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
  const found = await findListed(targets, bucket, context)
  assertAnyFound(found, targets, from, bucket, options.ignoreNotFound)
  const { scan, uploads } = found
  const parsed = { selection: scan.selection, filter: { From: from }, text: `--from ${displaySafe(from)}` }
  const status = await new Listing(bucket, parsed, options, context, scan).writeAll(uploads)
  await notify(context, `Dry run. ${pluralize(uploads.length, 'upload')} would be aborted.`)
  return status
}

function assertCanAbortFrom(from: string, options: AbortOptions, context: CommandContext): void {
  if (from === '-' && !options.yes) {
    const message = 'Cannot ask for confirmation. stdin is the listing.'
    throw new CliError('usage', message, { hint: 'Use --yes to skip the prompt.' })
  }
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
  const notFound = new CliError(
    'not-found',
    `Upload "${displaySafe(target.uploadId)}" of key "${displaySafe(target.key)}" not found in "${bucket.name}".`,
    { hint: `List current uploads with: cwmpu list --bucket ${bucket.name}` },
  )
  const isListed = await findUploads(
    bucket,
    { prefix: target.key, isExactKey: true },
    (upload) => isSameTarget(upload, target),
    context,
  )
    .then(({ uploads }) => uploads.length > 0)
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
    throw new CliError('usage', 'No upload ID given. Without one, --key asks before it aborts.', {
      hint: `Use --upload-id. List the IDs with: cwmpu list --bucket ${displaySafe(name)} --json`,
    })
  }
  assertCanConfirm(ABORTING, {}, context)
  const connected = await connectToBucket(options, context)
  const { bucket } = connected
  const { scan, uploads } = await findUploads(
    bucket,
    { prefix: key, isExactKey: true },
    (upload) => upload.key === key,
    context,
  )
  if (uploads.length === 0)
    throw new CliError('not-found', `No uploads of key "${displaySafe(key)}" found in "${bucket.name}".`, {
      hint: `List current uploads with: cwmpu list --bucket ${bucket.name}`,
    })
  const shown = await addAutomaticSizes(uploads, { bucket, scan, progress: new Progress() }, context)
  const { stderr } = terminal
  const { includesParts } = scan
  const layout = { scan, width: stderr.width, colors: colorsFor(stderr), includesParts, isWide: false }
  await stderr.write(`${new UploadTable(layout).render(shown)}\n`)
  const question = `Abort ${countUploads(shown.length)} in ${displaySafe(bucket.name)}?`
  await requireConfirmation(ABORTING, question, context)
  return withReport(connected, options, context, () => abortTargets(shown, bucket, options, context))
}

function abortTargets(
  targets: Iterable<Target>,
  bucket: ConnectedBucket['bucket'],
  { concurrency: maxConcurrency }: AbortFlags,
  context: CommandContext,
): Promise<AbortReport> {
  const progress = new Progress()
  return withAbortProgress(context, progress, () =>
    bucket.abort(targets, { progress, signal: context.signal, maxConcurrency }),
  )
}
