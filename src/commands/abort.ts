import type { Bucket, Context } from '../context.js'
import { Ledger } from '../core/ledger.js'
import { parseReviewedListing } from '../core/reviewed-listing.js'
import { displaySafe } from '../core/safe-text.js'
import { commonPrefix, identityOf, type Target } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { parsed } from '../parsed.js'
import { count } from '../terminal/words.js'
import { abortAndVerify, assertMayAbort, confirmOrDecline, type PaceOptions } from './aborting.js'
import type { FormatOptions } from './format.js'
import { type BucketOptions, openBucket } from './opening.js'
import { reporting, type Account } from './run-report.js'

interface AbortOptions extends BucketOptions, FormatOptions, PaceOptions {
  readonly key?: string
  readonly uploadId?: string
  readonly from?: string
  readonly yes?: boolean
  readonly ignoreNotFound?: boolean
}

export function abort(options: AbortOptions, context: Context): Promise<Ending> {
  return reporting(options, context, (account) => abortAndTell(options, account, context))
}

function abortAndTell(options: AbortOptions, account: Account, context: Context): Promise<Ending> {
  const { key, uploadId, from } = options
  if (from === undefined && key && uploadId) return abortOne({ key, uploadId }, options, account, context)
  if (from !== undefined && key === undefined && uploadId === undefined)
    return abortListed(from, options, account, context)
  throw new Problem('usage', 'Which upload? Give both --key and --upload-id, or a listing with --from.')
}

/**
 * Looks before it aborts: a typo must not look like success, and some stores answer 204 for any upload id. Where
 * it may not look, the store's own answer has to do.
 */
async function abortOne(
  target: Target,
  options: AbortOptions,
  account: Account,
  context: Context,
): Promise<Ending> {
  assertMayAbort({ yes: true }, context)
  const { store, bucket } = await openBucket(options, context)
  account.store = store
  const absent = new Problem(
    'absent',
    `Bucket "${bucket.name}" has no upload ${displaySafe(target.uploadId)} of key ${displaySafe(target.key)}: cwmpu list shows what it has.`,
  )
  if (await isListed(target, bucket, context)) {
    const ending = await abortThese([target], bucket, options, account, context)
    if (account.ledger?.tally().alreadyGone === 0 || options.ignoreNotFound) return ending
  } else if (options.ignoreNotFound) {
    account.ledger = new Ledger([target])
    account.ledger.settle([])
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

async function abortListed(
  from: string,
  options: AbortOptions,
  account: Account,
  context: Context,
): Promise<Ending> {
  if (!options.yes && from === '-') {
    throw new Problem('usage', '--yes is required with --from -: stdin is the listing, so nobody can answer.')
  }
  assertMayAbort(options, context)
  const { store, bucket } = await openBucket(options, context)
  account.store = store
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
  return abortThese(targets, bucket, options, account, context)
}

async function readListing(from: string, { terminal: { input }, readFile }: Context): Promise<string> {
  if (from !== '-') return readFile(from)
  if (input.isTerminal)
    throw new Problem('usage', '--from - reads a listing from stdin, which is a terminal: pipe one in.')
  return input.readAll()
}

function abortThese(
  targets: readonly Target[],
  bucket: Bucket,
  { concurrency: atMost }: PaceOptions,
  account: Account,
  context: Context,
): Promise<Ending> {
  account.ledger = new Ledger(targets)
  const prefix = commonPrefix(targets)
  const belonging = () => 'not-ours' as const
  return abortAndVerify({ bucket, ledger: account.ledger, prefix, belonging, atMost }, context)
}
