import type { BucketUploads, Client, Context, ScanOptions } from '../context.js'
import { mapConcurrent } from '../core/map-concurrent.js'
import { Progress } from '../core/progress.js'
import { UploadScan } from '../core/upload-scan.js'
import type { Selection } from '../core/selection.js'
import { type ExitStatus, CliError } from '../errors.js'
import type { Format } from '../terminal/format.js'
import { showingProgress } from '../terminal/progress.js'
import { renderSurvey, type Surveyed } from '../terminal/survey.js'

const AT_ONCE = 4

export interface Survey {
  readonly store: Client
  readonly names: readonly string[]
  readonly includesParts: boolean
  readonly selection: Selection
}

/** Looks into several buckets. One that can't be listed says so, and stops nothing. */
export async function surveyAndReport(
  { store, names, includesParts, selection }: Survey,
  { format, isVerifying }: { format: Format; isVerifying: boolean },
  context: Context,
): Promise<ExitStatus> {
  const { terminal } = context
  const surveyed: Surveyed[] = []
  const progress = new Progress()
  const look = (name: string) =>
    lookInto(
      store.bucket(name),
      new UploadScan(selection, context.clock.now(), isVerifying ? 'verify' : 'list'),
      {
        includeParts: includesParts,
        progress,
        signal: context.stop,
      },
    )
  await showingProgress(terminal, progress, async () => {
    for await (const found of mapConcurrent(names, AT_ONCE, look)) surveyed.push(found)
  })
  await terminal.output.write(renderSurvey(format, surveyed, terminal.output))
  return endingOfSurvey(surveyed, isVerifying)
}

/**
 * Several buckets end as one would, if they all end alike; else partial, where some of them could not be listed.
 * Anything left is `remaining`, where that was asked.
 */
function endingOfSurvey(surveyed: readonly Surveyed[], isVerifying: boolean): ExitStatus {
  const endings = new Set(surveyed.map((found) => statusOf(found, isVerifying)))
  const [only = 'done'] = endings
  if (endings.size <= 1) return only
  const hasFailed = surveyed.some(({ problem }) => problem !== undefined)
  if (hasFailed) return 'partial'
  return endings.has('invalid-response') ? 'invalid-response' : 'remaining'
}

function statusOf({ search, problem }: Surveyed, isVerifying: boolean): ExitStatus {
  if (problem) return problem.kind
  if (search.malformedEntries.length > 0 || search.isUnreliable) return 'invalid-response'
  return isVerifying && search.matchedCount > 0 ? 'remaining' : 'done'
}

async function lookInto(bucket: BucketUploads, search: UploadScan, finding: ScanOptions): Promise<Surveyed> {
  try {
    await bucket.scan(search, finding)
    return { bucket: bucket.name, search }
  } catch (error) {
    if (!(error instanceof CliError) || finding.signal.aborted) throw error
    return { bucket: bucket.name, search, problem: error }
  }
}
