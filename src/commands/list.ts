import type { BucketUploads, Context } from '../context.js'
import { TopN } from '../core/top-n.js'
import { comparisonBy, isByParts, type Order } from '../core/order.js'
import { Progress } from '../core/progress.js'
import type { Grouping } from '../core/rollup.js'
import { UploadScan } from '../core/upload-scan.js'
import type { Selection } from '../core/selection.js'
import { shardName } from '../core/shard.js'
import type { ExitStatus } from '../errors.js'
import { listingView } from '../terminal/listing.js'
import { showingProgress } from '../terminal/progress.js'
import { limited, ordered, type View } from '../terminal/view.js'
import { reportDoubts } from './doubts.js'
import { type FormatOptions, formatOf } from './format.js'
import { type BucketsOptions, openBuckets } from './opening.js'
import { selectionOf, type SelectionOptions } from './selection.js'

/** What of the selected uploads is shown, and in which order. */
interface ViewOptions {
  readonly sizes?: boolean
  readonly sort?: Order
  readonly reverse?: boolean
  readonly limit?: number
  readonly summary?: boolean
  readonly by?: Grouping
  readonly depth?: number
}

type ListOptions = BucketsOptions & SelectionOptions & FormatOptions & ViewOptions

export async function list(options: ListOptions, context: Context): Promise<ExitStatus> {
  const selection = await selectionOf(options, context.environment)
  const { store, names, isSeveral } = await openBuckets(options, context)
  const format = formatOf(options, context.terminal)
  if (isSeveral) {
    const { surveyAndReport } = await import('./surveying.js')
    const survey = { store, names, selection, includesParts: wantsParts(options) }
    return surveyAndReport(survey, { format, isVerifying: false }, context)
  }
  return listOne(store.bucket(names[0] ?? ''), selection, options, context)
}

/** Writes page by page, so that the first uploads of a million show at once and none is held. */
async function listOne(
  bucket: BucketUploads,
  selection: Selection,
  options: ListOptions,
  context: Context,
): Promise<ExitStatus> {
  const { terminal, clock, stop } = context
  const search = new UploadScan(selection, clock.now(), 'list')
  const includesParts = wantsParts(options)
  const view = await viewOf(options, bucket, search, context)
  const progress = new Progress()
  await showingProgress(terminal, progress, async () => {
    for await (const uploads of bucket.listMatching(search, {
      includeParts: includesParts,
      progress,
      signal: stop,
    })) {
      await terminal.output.write(view.take(uploads))
      if (view.isFull) break
    }
  })
  await terminal.output.write(view.close())
  if (view.isFull) await terminal.errors.write('note: there may be more: --limit ends the listing early.\n')
  return reportDoubts(search, terminal)
}

async function viewOf(
  options: ListOptions,
  bucket: BucketUploads,
  search: UploadScan,
  { terminal }: Context,
): Promise<View> {
  const { summary, by = 'prefix', depth = 1, sort, reverse = false, limit = Infinity } = options
  const format = formatOf(options, terminal)
  const { prefix, shard } = search.selection
  const envelope = { Bucket: bucket.name, Prefix: prefix || undefined, Shard: shardName(shard) }
  const shown = { envelope, search, output: terminal.output, includesParts: wantsParts(options) }
  if (summary) {
    const { summaryView } = await import('../terminal/summary.js')
    return summaryView(format, shown, { by, depth, limit })
  }
  const view = await listingView(format, shown)
  if (sort ?? reverse) return ordered(view, new TopN(limit, comparisonBy(sort ?? 'key', reverse)))
  return limit === Infinity ? view : limited(view, limit)
}

/** Sizes are shown where they were asked for, or where the view is nothing without them. */
function wantsParts({ sizes, summary, sort }: ViewOptions): boolean {
  return sizes ?? (summary === true || isByParts(sort))
}
