import type { Command } from 'commander'
import { AbortResults } from '../core/abort-results.js'
import { Progress } from '../core/progress.js'
import { displaySafe } from '../core/safe-text.js'
import { selectPrefix } from '../core/selection.js'
import { isSameTarget, type Target } from '../core/upload.js'
import { CliError, type ExitStatus } from '../errors.js'
import { pluralize } from '../output/text.js'
import { UploadTable } from '../output/upload-table.js'
import type { AbortReport } from '../service/abort-all.js'
import { assertTlsVerification } from '../system.js'
import { withReport } from './shared/abort-report.js'
import { addBucketOptions, type BucketOptions, onlyBucket, valueOrPath } from './shared/bucket-options.js'
import { addExamples, addFlags, type Cli, COMMON_SINGLE, Flag, type Run } from './shared/command.js'
import { type AbortFlags, ABORTING, addAbortOptions, assertCanConfirm, canAsk, confirmAbort } from './shared/confirm.js'
import { addConnectionOptions, type BucketRun, type ConnectionFlags, connectToBucket } from './shared/connect.js'
import { addAutomaticSizes, findUploads, type FoundUploads, isListingRefused } from './shared/found-uploads.js'
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

async function abort(run: Run<AbortOptions>): Promise<ExitStatus> {
  const { uploadId, from, dryRun } = run.options
  const key = valueOrPath('--key', run.options.key, onlyBucket(run.options).path)
  const values = { '--key': key, '--upload-id': uploadId, '--from': from }
  const empty = Object.entries(values).find(([, value]) => value === '')
  if (empty) throw new CliError('usage', `Empty ${empty[0]}.`, 'Use a non-empty value.')
  if (from !== undefined) {
    if (key !== undefined || uploadId !== undefined)
      throw new CliError('usage', 'Cannot combine --from with --key or --upload-id.', 'Use one of them.')
    if (!dryRun) assertCanAbortFrom(from, run)
    const connected = await connectToBucket(run)
    return dryRun ? dryRunFromListing(from, connected) : withReport(connected, () => abortFromListing(from, connected))
  }
  if (key === undefined) throw new CliError('usage', 'No upload given.', 'Use --key, or --from FILE.')
  if (dryRun) {
    const hint = `List the uploads with: cwmpu list --bucket ${displaySafe(onlyBucket(run.options).name)}`
    throw new CliError('usage', 'Cannot use --dry-run without --from.', hint)
  }
  if (uploadId === undefined) return abortKey(key, run)
  assertTlsVerification(run.environment)
  const connected = await connectToBucket(run)
  return withReport(connected, () => abortOne({ key, uploadId }, connected))
}

async function abortFromListing(from: string, run: BucketRun<AbortOptions>): Promise<AbortReport> {
  const targets = await readReviewedListing(from, run)
  if (targets.size > 0) await agreeToListing(targets, from, run)
  return abortTargets(targets, run)
}

async function dryRunFromListing(from: string, run: BucketRun<AbortOptions>): Promise<ExitStatus> {
  const targets = await readReviewedListing(from, run)
  const { scan, uploads } = await findListed(targets, from, run)
  // Not the selection of the scan: its prefix is the common start of the keys, which is no condition of the user.
  const parsed = { selection: selectPrefix(''), filter: { From: from }, text: `--from ${displaySafe(from)}` }
  const status = await new Listing({ ...run, parsed }, scan).writeAll(uploads)
  const missing = targets.size - uploads.length
  const note = missing === 0 ? '' : ` Not listed: ${pluralize(missing, 'upload')}.`
  await notify(run, `Dry run. ${pluralize(uploads.length, 'upload')} would be aborted.${note}`)
  return status
}

function assertCanAbortFrom(from: string, run: Run<AbortOptions>): void {
  if (from === '-' && !run.options.yes)
    throw new CliError('usage', 'Cannot ask for confirmation. stdin is the listing.', 'Use --yes to skip the prompt.')
  assertCanConfirm(ABORTING, run)
}

/**
 * Lists the upload before aborting it, because some servers return 204 for any upload ID. If the listing is denied, the
 * abort response decides.
 */
async function abortOne(target: Target, run: BucketRun<AbortOptions>): Promise<AbortReport> {
  const { ignoreNotFound } = run.options
  const what = `Upload "${displaySafe(target.uploadId)}" of key "${displaySafe(target.key)}"`
  const notFound = notFoundError(`${what} not found`, run)
  const isListed = await findUploadsOfKey(target.key, run)
    .then(({ uploads }) => uploads.some((upload) => isSameTarget(upload, target)))
    .catch(async (error: unknown) => {
      if (!isListingRefused(error)) throw error
      await notify(run, `warning: Could not check whether the upload exists. ${error.problem} Aborting it anyway.`)
      return undefined
    })
  if (isListed === false) {
    if (!ignoreNotFound) throw notFound
    return goneReport(target, run)
  }
  const report = await abortTargets([target], run)
  const { results } = report
  const isNotFound = isListed === undefined && results.isVerified && results.summary().alreadyGone > 0
  return isNotFound && !ignoreNotFound ? { ...report, status: 'not-found', error: notFound } : report
}

function goneReport(target: Target, { clock }: Run): AbortReport {
  const results = new AbortResults([target])
  results.reconcile([])
  return { results, scan: undefined, startedAt: clock.now(), status: 'done', isBucketClear: false }
}

/** Aborts all uploads of one key, after they were shown and the user has agreed. */
async function abortKey(key: string, run: Run<AbortOptions>): Promise<ExitStatus> {
  if (run.options.yes || !canAsk(run)) {
    const { name } = onlyBucket(run.options)
    const prefix = /^[\w./-]+$/.test(key) ? ` --prefix ${key}` : ''
    const hint = `Use --upload-id. List the IDs with: cwmpu list --bucket ${displaySafe(name)}${prefix} --json`
    throw new CliError('usage', 'No upload ID given. Without one, --key asks before it aborts.', hint)
  }
  assertCanConfirm(ABORTING, run)
  const connected = await connectToBucket(run)
  const found = await findUploadsOfKey(key, connected)
  if (found.uploads.length === 0) throw notFoundError(`No uploads of key "${displaySafe(key)}" found`, connected)
  const uploads = await addAutomaticSizes(found, connected)
  const { stderr } = run.terminal
  const table = new UploadTable({ scan: found.scan, includesParts: found.scan.includesParts, isWide: false }, stderr)
  await stderr.write(`${table.render(uploads)}\n`)
  await confirmAbort(uploads.length, connected)
  return withReport(connected, () => abortTargets(uploads, connected))
}

function findUploadsOfKey(key: string, run: BucketRun): Promise<FoundUploads> {
  return findUploads(run, { prefix: key, isExactKey: true }, (upload) => upload.key === key)
}

function notFoundError(what: string, { bucket: { name } }: BucketRun): CliError {
  return new CliError('not-found', `${what} in "${name}".`, `List current uploads with: cwmpu list --bucket ${name}`)
}

function abortTargets(targets: Iterable<Target>, run: BucketRun<AbortFlags>): Promise<AbortReport> {
  const { bucket, signal, options } = run
  const progress = new Progress()
  return withAbortProgress(run, progress, () =>
    bucket.abort(targets, { progress, signal, maxConcurrency: options.concurrency }),
  )
}
