import type { Bucket, Context } from '../context.js'
import { Ledger } from '../core/ledger.js'
import { Progress } from '../core/progress.js'
import { Search } from '../core/search.js'
import { isWholeBucket } from '../core/selection.js'
import { inShard, shardName } from '../core/shard.js'
import type { Upload } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import type { Format } from '../terminal/format.js'
import { listingView } from '../terminal/listing.js'
import { renderPlan } from '../terminal/plan.js'
import { showingProgress } from '../terminal/progress.js'
import { styleOf } from '../terminal/style.js'
import { count } from '../terminal/words.js'
import {
  abortAndVerify,
  assertMayAbort,
  confirmByNameOrDecline,
  confirmOrDecline,
  type Errand,
  type PaceOptions,
} from './aborting.js'
import { reportDoubts } from './doubts.js'
import { type FormatOptions, formatOf } from './format.js'
import { type BucketOptions, openBucket } from './opening.js'
import { reporting, type Account } from './run-report.js'
import { selectionOf, type SelectionOptions } from './selection.js'

interface AbortAllOptions extends BucketOptions, SelectionOptions, FormatOptions, PaceOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly max?: number
  readonly sizes?: boolean
}

export function abortAll(options: AbortAllOptions, context: Context): Promise<Ending> {
  return reporting(options, context, (account) => findAndAbort(options, account, context))
}

async function findAndAbort(options: AbortAllOptions, account: Account, context: Context): Promise<Ending> {
  if (!options.dryRun) assertMayAbort(options, context)
  const { store, bucket } = await openBucket(options, context)
  const selection = await selectionOf(options, context.environment)
  const search = new Search(selection, context.clock.now(), { sparesNew: true })
  Object.assign(account, { store, bucket, search, shard: selection.shard } satisfies Account)
  const belonging = (upload: Upload) => search.belongingOf(upload)
  const errand = { bucket, prefix: selection.prefix, belonging, atMost: options.concurrency }
  if (options.yes && options.max === undefined && !options.dryRun)
    return abortAsFound({ errand, search, account, withParts: options.sizes === true }, context)
  const uploads = await findAll(bucket, search, options.sizes === true, context)
  const doubts = await reportDoubts(search, context.terminal)
  if (options.dryRun) {
    await showOnly(uploads, { bucket, search, format: formatOf(options, context.terminal) }, context)
    return doubts
  }
  assertAtMost(options.max, uploads.length)
  if (!options.yes && uploads.length > 0) {
    const plan = renderPlan({ bucket: bucket.name, store, search, uploads }, styleOf(context.terminal.errors))
    await context.terminal.errors.write(plan)
    await confirmAll(bucket.name, search, context)
  }
  account.ledger = new Ledger(uploads)
  const ending = await abortAndVerify({ ...errand, ledger: account.ledger }, context)
  return ending === 'done' ? doubts : ending
}

interface FoundErrand {
  readonly errand: Omit<Errand, 'ledger'>
  readonly search: Search
  readonly account: Account
  readonly withParts: boolean
}

/** Where nobody has to agree to the whole, aborting need not wait for the end of the listing. */
async function abortAsFound(
  { errand, search, account, withParts }: FoundErrand,
  context: Context,
): Promise<Ending> {
  let doubts: Ending = 'done'
  async function* found(progress: Progress): AsyncGenerator<Upload[]> {
    yield* errand.bucket.find(search, { withParts, progress, stop: context.stop })
    doubts = await reportDoubts(search, context.terminal)
  }
  const ledger = (account.ledger = new Ledger())
  try {
    const ending = await abortAndVerify({ ...errand, ledger, found }, context)
    return ending === 'done' ? doubts : ending
  } finally {
    // Where the listing fails before anything is aborted, nothing is known of what to abort.
    if (!ledger.isVerified && !ledger.isBegun) delete account.ledger
  }
}

async function findAll(
  bucket: Bucket,
  search: Search,
  withParts: boolean,
  { terminal, stop }: Context,
): Promise<Upload[]> {
  const uploads: Upload[] = []
  const progress = new Progress()
  await showingProgress(terminal, progress, async () => {
    for await (const found of bucket.find(search, { withParts, progress, stop })) uploads.push(...found)
  })
  return uploads
}

/** To abort a whole bucket in which somebody may be writing, a yes is not enough. */
async function confirmAll(bucketName: string, search: Search, context: Context): Promise<void> {
  if (isWholeBucket(search.selection) && search.maybeLive > 0)
    await confirmByNameOrDecline(bucketName, context)
  else await confirmOrDecline('Abort them?', context)
}

async function showOnly(
  uploads: readonly Upload[],
  { bucket, search, format }: { bucket: Bucket; search: Search; format: Format },
  { terminal: { output, errors } }: Context,
): Promise<void> {
  const { prefix, shard } = search.selection
  const envelope = { Bucket: bucket.name, Prefix: prefix || undefined, Shard: shardName(shard) }
  const view = await listingView(format, { envelope, search, output, withParts: search.isMeasured })
  await output.write(view.take(uploads) + view.close())
  await errors.write(
    `Dry run: ${count(uploads.length, 'upload')}${inShard(shard)} would be aborted; none was.\n`,
  )
}

function assertAtMost(max: number | undefined, selected: number): void {
  if (max === undefined || selected <= max) return
  throw new Problem(
    'refused',
    `${count(selected, 'upload')} selected, more than --max ${max}: nothing was aborted.`,
  )
}
