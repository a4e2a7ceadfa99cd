import type { Command } from 'commander'
import type { Bucket, Context } from '../context.js'
import { Ledger } from '../core/ledger.js'
import { parseReviewedListing } from '../core/reviewed-listing.js'
import { commonPrefix, identityOf, type Target } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { displaySafe } from '../core/safe-text.js'
import { count } from '../terminal/words.js'
import { abortAndReport, assertMayAbort, confirmOrDecline, type Errand, report } from './aborting.js'
import { type BucketOptions, openBucket, takesBucket, takesConnection } from './bucket-options.js'
import { type FormatOptions, formatOf, takesFormat } from './format-options.js'
import { parsed } from './parsed.js'
import type { Perform } from './perform.js'

interface AbortOptions extends BucketOptions, FormatOptions {
  readonly key?: string
  readonly uploadId?: string
  readonly from?: string
  readonly yes?: boolean
  readonly ignoreNotFound?: boolean
}

export function declareAbort(program: Command, perform: Perform): void {
  const command = program.command('abort').summary('abort one upload, or exactly those of a reviewed listing')
  takesBucket(command)
    .optionsGroup('Which (key and upload id, or a listing):')
    .option('--key <key>', 'the key of the upload')
    .option('--upload-id <id>', 'its upload id')
    .option('--from <file>', 'a listing from list -o json or -o ndjson; - reads it from stdin')
    .option('--ignore-not-found', 'an upload that is not there is fine')
    .option('-y, --yes', 'do not ask, with --from')
  takesConnection(takesFormat(command)).action(perform(abort))
}

function abort(options: AbortOptions, context: Context): Promise<Ending> {
  const { key, uploadId, from } = options
  if (from === undefined && key && uploadId) return abortOne({ key, uploadId }, options, context)
  if (from !== undefined && key === undefined && uploadId === undefined)
    return abortListed(from, options, context)
  throw new Problem('usage', 'Which upload? Give both --key and --upload-id, or a listing with --from.')
}

/**
 * Looks before it aborts: a typo must not look like success, and some stores answer 204 for any upload id. Where
 * it may not look, the store's own answer has to do.
 */
async function abortOne(target: Target, options: AbortOptions, context: Context): Promise<Ending> {
  assertMayAbort({ yes: true }, context)
  const { bucket } = await openBucket(options, context)
  const absent = new Problem(
    'absent',
    `Bucket "${bucket.name}" has no upload ${displaySafe(target.uploadId)} of key ${displaySafe(target.key)}: cwmpu list shows what it has.`,
  )
  const errand = errandOf([target], bucket, options, context)
  if (await isListed(target, errand.bucket, context)) {
    const ending = await abortAndReport(errand, context)
    if (errand.ledger.tally().alreadyGone === 0 || options.ignoreNotFound) return ending
  } else if (options.ignoreNotFound) {
    errand.ledger.settle(() => false)
    await report(errand, context)
    return 'done'
  }
  throw absent
}

async function isListed(target: Target, bucket: Bucket, { terminal, stop }: Context): Promise<boolean> {
  try {
    for await (const page of bucket.list({ prefix: target.key }, stop)) {
      if (page.uploads.some((upload) => identityOf(upload) === identityOf(target))) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await terminal.errors.write(`warning: could not look first. ${error.message}\n`)
    return true
  }
}

async function abortListed(from: string, options: AbortOptions, context: Context): Promise<Ending> {
  if (!options.yes && from === '-') {
    throw new Problem('usage', '--yes is required with --from -: stdin is the listing, so nobody can answer.')
  }
  assertMayAbort(options, context)
  const { store, bucket } = await openBucket(options, context)
  const { targets, buckets } = parsed(
    `--from ${from}`,
    parseReviewedListing,
  )(await readListing(from, context))
  const other = [...buckets].find((name) => name !== bucket.name)
  if (other !== undefined) {
    throw new Problem(
      'refused',
      `The listing is of bucket "${displaySafe(other)}", not of "${bucket.name}": nothing was aborted.`,
    )
  }
  if (!options.yes && targets.length > 0) {
    const place = `bucket ${bucket.name} at ${displaySafe(store.endpoint)}, with ${displaySafe(store.credentials)}`
    await confirmOrDecline(
      `Abort the ${count(targets.length, 'upload')} of this listing in ${place}?`,
      context,
    )
  }
  return abortAndReport(errandOf(targets, bucket, options, context), context)
}

async function readListing(from: string, { terminal: { input }, readFile }: Context): Promise<string> {
  if (from !== '-') return readFile(from)
  if (input.isTerminal)
    throw new Problem('usage', '--from - reads a listing from stdin, which is a terminal: pipe one in.')
  return input.readAll()
}

function errandOf(
  targets: readonly Target[],
  bucket: Bucket,
  options: AbortOptions,
  { terminal }: Context,
): Errand {
  return {
    bucket,
    ledger: new Ledger(targets),
    prefix: commonPrefix(targets),
    belonging: () => 'not-ours',
    format: formatOf(options, terminal),
  }
}
