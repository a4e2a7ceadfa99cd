import type { Bucket, Context } from '../context.js'
import type { Progress } from '../core/progress.js'
import type { Search } from '../core/search.js'
import { hasPartsCondition } from '../core/selection.js'
import type { Upload } from '../core/upload.js'

export interface Finding {
  readonly bucket: Bucket
  readonly search: Search
  /** The parts of every selected upload are to be looked at, even where no condition is about them. */
  readonly withParts: boolean
  readonly progress: Progress
}

/** The selected uploads of a bucket, as its pages come, and their parts where those matter. */
export async function* find(
  { bucket, search, withParts, progress }: Finding,
  { stop }: Pick<Context, 'stop'>,
): AsyncGenerator<Upload[]> {
  const { prefix } = search.selection
  const isMeasuring = withParts || hasPartsCondition(search.selection)
  search.isMeasured = isMeasuring
  const measuring = bucket.measuring({ progress, stop })
  for await (const page of bucket.list({ prefix }, stop)) {
    progress.pages++
    progress.listed += page.uploads.length
    const sifted = search.sift(page)
    const uploads = isMeasuring ? await measuring.measure(sifted) : sifted
    search.whyUnknown = measuring.failure?.message
    yield search.take(uploads)
  }
}

/** The same, where only the counts of the search matter. */
export async function lookThrough(finding: Finding, context: Pick<Context, 'stop'>): Promise<void> {
  const pages = find(finding, context)
  while (!(await pages.next()).done);
}
