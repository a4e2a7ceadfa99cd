import type { Command } from 'commander'
import type { Bucket, Context } from '../context.js'
import { FirstFew } from '../core/first-few.js'
import { comparisonBy } from '../core/order.js'
import { Progress } from '../core/progress.js'
import { Search } from '../core/search.js'
import { shardName } from '../core/shard.js'
import type { Ending } from '../errors.js'
import { listingView } from '../terminal/listing.js'
import { showingProgress } from '../terminal/progress.js'
import { limited, ordered, type View } from '../terminal/view.js'
import { reportDoubts } from './doubts.js'
import { type BucketsOptions, openBuckets, takesBuckets, takesConnection } from './bucket-options.js'
import { type FormatOptions, formatOf, takesFormat } from './format-options.js'
import type { Perform } from './perform.js'
import { selectionOf, type SelectionOptions, takesSelection } from './selection-options.js'
import { surveyAndReport } from './surveying.js'
import { takesView, type ViewOptions, wantsParts } from './view-options.js'

type ListOptions = BucketsOptions & SelectionOptions & FormatOptions & ViewOptions

export function declareList(program: Command, perform: Perform): void {
  const command = program.command('list').summary('show the incomplete uploads of a bucket')
  takesConnection(takesFormat(takesView(takesSelection(takesBuckets(command))))).action(perform(list))
}

async function list(options: ListOptions, context: Context): Promise<Ending> {
  const { store, names, isSeveral } = await openBuckets(options, context)
  const format = formatOf(options, context.terminal)
  if (isSeveral) {
    const survey = { store, names, selection: options, withParts: wantsParts(options) }
    return surveyAndReport(survey, { format, isVerifying: false }, context)
  }
  return listOne(store.bucket(names[0] ?? ''), options, context)
}

/** Writes page by page, so that the first uploads of a million show at once and none is held. */
async function listOne(bucket: Bucket, options: ListOptions, context: Context): Promise<Ending> {
  const { terminal, environment, clock, stop } = context
  const search = new Search(selectionOf(options, environment), clock.now())
  const withParts = wantsParts(options)
  const view = await viewOf(options, bucket, search, context)
  const progress = new Progress()
  await showingProgress(terminal, progress, async () => {
    for await (const uploads of bucket.find(search, { withParts, progress, stop })) {
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
  bucket: Bucket,
  search: Search,
  { terminal }: Context,
): Promise<View> {
  const { summary, by = 'prefix', depth = 1, sort, reverse = false, limit = Infinity } = options
  const format = formatOf(options, terminal)
  const { prefix, shard } = search.selection
  const envelope = { Bucket: bucket.name, Prefix: prefix || undefined, Shard: shardName(shard) }
  const shown = { envelope, search, output: terminal.output, withParts: wantsParts(options) }
  if (summary) {
    const { summaryView } = await import('../terminal/summary.js')
    return summaryView(format, shown, { by, depth, limit })
  }
  const view = await listingView(format, shown)
  if (sort ?? reverse) return ordered(view, new FirstFew(limit, comparisonBy(sort ?? 'key', reverse)))
  return limit === Infinity ? view : limited(view, limit)
}
