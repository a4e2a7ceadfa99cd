import { Progress } from '../../core/progress.js'
import { selectPrefix } from '../../core/selection.js'
import type { Duration } from '../../core/time.js'
import { UploadScan } from '../../core/upload-scan.js'
import type { Upload } from '../../core/upload.js'
import { CliError } from '../../errors.js'
import { withProgress } from '../../output/progress.js'
import type { BucketRun } from './connect.js'
import { notify } from './notices.js'

export interface FoundUploads {
  readonly scan: UploadScan
  readonly uploads: readonly Upload[]
}

/** Lists a prefix. Returns the uploads that pass a test. */
export async function findUploads(
  run: BucketRun,
  listing: { readonly prefix: string; readonly isExactKey: boolean },
  test: (upload: Upload) => boolean,
): Promise<FoundUploads> {
  const scan = new UploadScan(selectPrefix(listing.prefix), run.clock.now(), 'list')
  const progress = new Progress()
  const uploads: Upload[] = []
  await withProgress(run, progress, async () => {
    for await (const page of run.bucket.pages(listing, { progress, signal: run.signal }))
      for (const upload of scan.filterByParts(scan.filterByListing(page).filter(test))) uploads.push(upload)
  })
  return { scan, uploads }
}

/** Error codes of S3 for a listing that is refused. A server of another kind could read an abort as a deletion. */
const REFUSALS = new Set(['AccessDenied', 'NotImplemented', 'MethodNotAllowed'])

/** Returns true if uploads cannot be listed, but perhaps aborted: the permissions are separate. */
export function isListingRefused(error: unknown): error is CliError {
  return error instanceof CliError && REFUSALS.has(error.code)
}

/** Maximum number of uploads whose sizes are measured without `--sizes`, and the time for it. */
export const MAX_AUTOMATIC_SIZES = 200
const TIME_LIMIT: Duration = 2_000
/** Hint for commands that have this flag. */
export const SIZES_HINT = ' Use --sizes to measure all.'

/**
 * Adds the sizes of a few uploads, for a table on a terminal. A failure is only a note, because no sizes were requested.
 * Returns the uploads that still exist.
 */
export async function addAutomaticSizes(
  { scan, uploads }: FoundUploads,
  run: BucketRun,
  progress = new Progress(),
  hint = '',
): Promise<readonly Upload[]> {
  if (uploads.length === 0 || scan.matchedCount > MAX_AUTOMATIC_SIZES || scan.includesParts) return uploads
  const options = { progress, signal: run.signal, timeLimit: TIME_LIMIT }
  const { uploads: measured, failure } = await run.bucket.addParts(uploads, options)
  if (failure) await notify(run, `note: Sizes are unknown. ${failure.message}`)
  else if (measured.some(({ parts }) => parts === undefined)) await notify(run, `note: Sizes incomplete.${hint}`)
  if (!measured.some(({ parts }) => typeof parts === 'object')) return uploads
  if (uploads.length === scan.matchedCount) scan.recount(measured)
  return measured
}
