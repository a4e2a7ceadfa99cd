import type { Command } from 'commander'
import type { Context } from '../context.js'
import { formatInstant } from '../core/instant.js'
import { Search } from '../core/search.js'
import type { Ending } from '../errors.js'
import { isWholeBucket } from '../core/selection.js'
import type { Row } from '../terminal/records.js'
import { safeJson } from '../core/safe-text.js'
import { overview } from '../terminal/words.js'
import { reportDoubts } from './doubts.js'
import { type BucketOptions, openBucket, takesBucket, takesConnection } from './bucket-options.js'
import type { Perform } from './perform.js'
import { selectionOf, type SelectionOptions, takesSelection } from './selection-options.js'

interface VerifyOptions extends BucketOptions, SelectionOptions {
  readonly json?: boolean
}

export function declareVerify(program: Command, perform: Perform): void {
  const command = program
    .command('verify')
    .summary('tell whether a bucket is clear: exit 0 if so, 8 if uploads remain')
  takesSelection(takesBucket(command)).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(perform(verify))
}

/** Says "clear" only after one listing that was complete from its first page to its last. */
async function verify(options: VerifyOptions, context: Context): Promise<Ending> {
  const { terminal, clock, stop } = context
  const { bucket } = await openBucket(options, context)
  const search = new Search(selectionOf(options), clock.now())
  const { prefix } = search.selection
  for await (const page of bucket.list({ prefix }, stop)) search.take(page)
  await terminal.output.write(
    `${options.json ? safeJson(document(bucket.name, search)) : sentence(bucket.name, search)}\n`,
  )
  const ending = await reportDoubts(search, terminal)
  return ending === 'done' && search.selected > 0 ? 'remaining' : ending
}

function sentence(bucketName: string, search: Search): string {
  if (search.selected > 0) return `Bucket ${bucketName}: ${overview(search)}`
  if (search.untrustworthy.length > 0) return `Bucket ${bucketName} may not be clear.`
  const what = isWholeBucket(search.selection)
    ? 'it has no incomplete uploads'
    : 'no incomplete upload is selected'
  return `Bucket ${bucketName} is clear: ${what}.`
}

function document(bucketName: string, search: Search): Row {
  const { selected, untrustworthy, ageUnknown, oldest, newest } = search
  return {
    Bucket: bucketName,
    Prefix: search.selection.prefix || undefined,
    Clear: selected + untrustworthy.length === 0,
    Remaining: selected,
    AgeUnknown: ageUnknown,
    Oldest: oldest?.initiated === undefined ? undefined : formatInstant(oldest.initiated),
    Newest: newest?.initiated === undefined ? undefined : formatInstant(newest.initiated),
  }
}
