import type { Command } from 'commander'
import type { Bucket, Context } from '../context.js'
import { Ledger } from '../core/ledger.js'
import { Search } from '../core/search.js'
import type { Upload } from '../core/upload.js'
import { type Ending, Problem } from '../errors.js'
import { listingWriter } from '../terminal/listing.js'
import { renderPlan } from '../terminal/plan.js'
import { styleOf } from '../terminal/style.js'
import { count } from '../terminal/words.js'
import { abortAndReport, assertMayAbort, confirmOrDecline } from './aborting.js'
import { reportDoubts } from './doubts.js'
import { type BucketOptions, openBucket, takesBucket, takesConnection } from './bucket-options.js'
import { type Format, type FormatOptions, formatOf, takesFormat } from './format-options.js'
import { parsed } from './parsed.js'
import type { Perform } from './perform.js'
import { selectionOf, type SelectionOptions, takesSelection } from './selection-options.js'

interface AbortAllOptions extends BucketOptions, SelectionOptions, FormatOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly max?: number
}

export function declareAbortAll(program: Command, perform: Perform): void {
  const command = program
    .command('abort-all')
    .summary('abort every selected upload, then list again to prove it')
  takesSelection(takesBucket(command))
    .optionsGroup('Safety:')
    .option('-n, --dry-run', 'show what would be aborted, and abort nothing')
    .option('-y, --yes', 'do not ask')
    .option('--max <count>', 'abort nothing if more than this many are selected', parsed('--max', parseCount))
  takesConnection(takesFormat(command)).action(perform(abortAll))
}

async function abortAll(options: AbortAllOptions, context: Context): Promise<Ending> {
  if (!options.dryRun) assertMayAbort(options, context)
  const { store, bucket } = await openBucket(options, context)
  const search = new Search(selectionOf(options), context.clock.now())
  const uploads = await findAll(bucket, search, context.stop)
  const format = formatOf(options, context.terminal)
  const doubts = await reportDoubts(search, context.terminal)

  if (options.dryRun) {
    await showOnly(uploads, { bucket, search, format }, context)
    return doubts
  }
  assertAtMost(options.max, uploads.length)
  if (!options.yes && uploads.length > 0) {
    const plan = renderPlan({ bucket: bucket.name, store, search }, styleOf(context.terminal.errors))
    await context.terminal.errors.write(plan)
    await confirmOrDecline('Abort them?', context)
  }
  const ending = await abortAndReport(
    {
      bucket,
      ledger: new Ledger(uploads),
      prefix: search.selection.prefix,
      belonging: (upload) => search.belongingOf(upload),
      format,
    },
    context,
  )
  return ending === 'done' ? doubts : ending
}

async function findAll(bucket: Bucket, search: Search, stop: AbortSignal): Promise<Upload[]> {
  const uploads: Upload[] = []
  for await (const page of bucket.list({ prefix: search.selection.prefix }, stop))
    uploads.push(...search.take(page))
  return uploads
}

async function showOnly(
  uploads: readonly Upload[],
  { bucket, search, format }: { bucket: Bucket; search: Search; format: Format },
  { terminal: { output, errors } }: Context,
): Promise<void> {
  const envelope = { Bucket: bucket.name, Prefix: search.selection.prefix || undefined }
  const writer = await listingWriter(format, { envelope, search, output })
  await output.write(writer.uploads(uploads) + writer.close())
  await errors.write(`Dry run: ${count(uploads.length, 'upload')} would be aborted; none was.\n`)
}

function assertAtMost(max: number | undefined, selected: number): void {
  if (max === undefined || selected <= max) return
  throw new Problem(
    'refused',
    `${count(selected, 'upload')} selected, more than --max ${max}: nothing was aborted.`,
  )
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SyntaxError('is not a whole number.')
  return Number(text)
}
