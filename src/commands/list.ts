import type { Command } from 'commander'
import type { Context } from '../context.js'
import { Search } from '../core/search.js'
import type { Ending } from '../errors.js'
import { listingWriter } from '../terminal/listing.js'
import { reportDoubts } from './doubts.js'
import { type BucketOptions, openBucket, takesBucket, takesConnection } from './bucket-options.js'
import { type FormatOptions, formatOf, takesFormat } from './format-options.js'
import type { Perform } from './perform.js'
import { selectionOf, type SelectionOptions, takesSelection } from './selection-options.js'

type ListOptions = BucketOptions & SelectionOptions & FormatOptions

export function declareList(program: Command, perform: Perform): void {
  const command = program.command('list').summary('show the incomplete uploads of a bucket')
  takesConnection(takesFormat(takesSelection(takesBucket(command)))).action(perform(list))
}

/** Writes page by page, so that the first uploads of a million show at once and none is held. */
async function list(options: ListOptions, context: Context): Promise<Ending> {
  const { terminal, clock, stop } = context
  const { bucket } = await openBucket(options, context)
  const search = new Search(selectionOf(options), clock.now())
  const { prefix } = search.selection
  const envelope = { Bucket: bucket.name, Prefix: prefix || undefined }
  const writer = await listingWriter(formatOf(options, terminal), {
    envelope,
    search,
    output: terminal.output,
  })
  for await (const page of bucket.list({ prefix }, stop)) {
    await terminal.output.write(writer.uploads(search.take(page)))
  }
  await terminal.output.write(writer.close())
  return reportDoubts(search, terminal)
}
