import type { BucketUploads, Context } from '../context.js'
import { formatInstant } from '../core/instant.js'
import { Progress } from '../core/progress.js'
import { safeJson } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import { isWholeBucket, type Selection } from '../core/selection.js'
import { shardName } from '../core/shard.js'
import type { ExitStatus } from '../errors.js'
import { showingProgress } from '../terminal/progress.js'
import type { Row } from '../terminal/records.js'
import { overview } from '../terminal/words.js'
import { reportDoubts } from './doubts.js'
import { type BucketsOptions, openBuckets } from './opening.js'
import { selectionOf, type SelectionOptions } from './selection.js'

interface VerifyOptions extends BucketsOptions, SelectionOptions {
  readonly json?: boolean
}

export async function verify(options: VerifyOptions, context: Context): Promise<ExitStatus> {
  const selection = await selectionOf(options, context.environment)
  const { store, names, isSeveral } = await openBuckets(options, context)
  if (isSeveral) {
    const { surveyAndReport } = await import('./surveying.js')
    const format = options.json ? 'json' : 'table'
    const survey = { store, names, selection, includesParts: false }
    return surveyAndReport(survey, { format, isVerifying: true }, context)
  }
  return verifyOne(store.bucket(names[0] ?? ''), selection, options, context)
}

/** Says "clear" only after one listing that was complete from its first page to its last. */
async function verifyOne(
  bucket: BucketUploads,
  selection: Selection,
  { json }: VerifyOptions,
  context: Context,
): Promise<ExitStatus> {
  const { terminal, clock, stop } = context
  const search = new UploadScan(selection, clock.now(), 'verify')
  const progress = new Progress()
  await showingProgress(terminal, progress, () =>
    bucket.scan(search, { includeParts: false, progress, signal: stop }),
  )
  const answer = json ? safeJson(document(bucket.name, search)) : sentence(bucket.name, search)
  await terminal.output.write(`${answer}\n`)
  const ending = await reportDoubts(search, terminal)
  return ending === 'done' && search.matchedCount > 0 ? 'remaining' : ending
}

function sentence(bucketName: string, search: UploadScan): string {
  if (search.matchedCount > 0) return `Bucket ${bucketName}: ${overview(search)}`
  const shard = shardName(search.selection.shard)
  const subject = shard ? `Shard ${shard} of bucket ${bucketName}` : `Bucket ${bucketName}`
  if (search.malformedEntries.length > 0 || search.isUnreliable) return `${subject} may not be clear.`
  const what = isWholeBucket(search.selection)
    ? 'it has no incomplete uploads'
    : 'no incomplete upload is selected'
  return `${subject} is clear: ${what}.`
}

function document(bucketName: string, search: UploadScan): Row {
  const { matchedCount, unknownAgeCount, oldest, newest } = search
  return {
    Bucket: bucketName,
    Prefix: search.selection.prefix || undefined,
    Shard: shardName(search.selection.shard),
    Clear: search.isBucketClear,
    Remaining: matchedCount,
    AgeUnknown: unknownAgeCount,
    Oldest: oldest?.initiated === undefined ? undefined : formatInstant(oldest.initiated),
    Newest: newest?.initiated === undefined ? undefined : formatInstant(newest.initiated),
  }
}
