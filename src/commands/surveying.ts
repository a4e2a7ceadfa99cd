import type { Bucket, Context, Finding, Store } from '../context.js'
import { mapAhead } from '../core/map-ahead.js'
import { Progress } from '../core/progress.js'
import { Search } from '../core/search.js'
import type { Selection } from '../core/selection.js'
import { type Ending, Problem } from '../errors.js'
import type { Format } from '../terminal/format.js'
import { showingProgress } from '../terminal/progress.js'
import { renderSurvey, type Surveyed } from '../terminal/survey.js'

const AT_ONCE = 4

export interface Survey {
  readonly store: Store
  readonly names: readonly string[]
  readonly withParts: boolean
  readonly selection: Selection
}

/** Looks into several buckets. One that can't be listed says so, and stops nothing. */
export async function surveyAndReport(
  { store, names, withParts, selection }: Survey,
  { format, isVerifying }: { format: Format; isVerifying: boolean },
  context: Context,
): Promise<Ending> {
  const { terminal } = context
  const surveyed: Surveyed[] = []
  const progress = new Progress()
  const look = (name: string) =>
    lookInto(store.bucket(name), new Search(selection, context.clock.now()), {
      withParts,
      progress,
      stop: context.stop,
    })
  await showingProgress(terminal, progress, async () => {
    for await (const found of mapAhead(names, AT_ONCE, look)) surveyed.push(found)
  })
  await terminal.output.write(renderSurvey(format, surveyed, terminal.output))
  return endingOfSurvey(surveyed, isVerifying)
}

/**
 * Several buckets end as one would, if they all end alike; else partial, where some of them could not be listed.
 * Anything left is `remaining`, where that was asked.
 */
function endingOfSurvey(surveyed: readonly Surveyed[], isVerifying: boolean): Ending {
  const endings = new Set(surveyed.map((found) => endingOf(found, isVerifying)))
  const [only = 'done'] = endings
  if (endings.size <= 1) return only
  const hasFailed = surveyed.some(({ problem }) => problem !== undefined)
  if (hasFailed) return 'partial'
  return endings.has('untrusted') ? 'untrusted' : 'remaining'
}

function endingOf({ search, problem }: Surveyed, isVerifying: boolean): Ending {
  if (problem) return problem.kind
  if (search.untrustworthy.length > 0) return 'untrusted'
  return isVerifying && search.selected > 0 ? 'remaining' : 'done'
}

async function lookInto(bucket: Bucket, search: Search, finding: Finding): Promise<Surveyed> {
  try {
    await bucket.lookThrough(search, finding)
    return { bucket: bucket.name, search }
  } catch (error) {
    if (!(error instanceof Problem) || finding.stop.aborted) throw error
    return { bucket: bucket.name, search, problem: error }
  }
}
