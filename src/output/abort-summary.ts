import type { AbortResults, UploadResult } from '../core/abort-results.js'
import { formatDuration } from '../core/time.js'
import { displaySafe } from '../core/safe-text.js'
import type { Colors } from './colors.js'
import { formatNumber, pluralize, shortenKey, wrapWords } from './text.js'

const MAX_REASONS = 20
const MAX_KEY = 50

interface FailureGroup {
  readonly outcome: string
  readonly reason: string
  readonly example: string
  count: number
}

/**
 * Renders the uploads that are not gone: one entry per reason, with its count and one key. A reason that is printed as
 * the error of the run is left out.
 */
export function renderFailures(
  results: AbortResults,
  { colors, width, error }: { colors: Colors; width: number; error: string | undefined },
): string {
  const groups = new Map<string, FailureGroup>()
  for (const result of results.entries()) {
    const reason = reasonOf(result)
    if (reason === undefined) continue
    const id = `${result.outcome.kind} ${reason}`
    const group = groups.get(id)
    if (group) group.count++
    else if (groups.size < MAX_REASONS)
      groups.set(id, { outcome: result.outcome.kind, reason, example: result.target.key, count: 1 })
  }
  return [...groups.values()]
    .filter(({ reason }) => !error?.startsWith(reason))
    .map(({ outcome, reason, example, count }) => {
      const key = shortenKey(displaySafe(example), MAX_KEY)
      const heading = `${LABELS[outcome] ?? outcome}: ${pluralize(count, 'upload')}, for example ${key}`
      const lines = [
        ...wrapWords(heading, width),
        ...wrapWords(displaySafe(reason), width - 2).map((line) => `  ${line}`),
      ]
      return `${colors.error(lines[0] ?? '')}\n${lines.slice(1).join('\n')}\n`
    })
    .join('')
}

const LABELS: Readonly<Record<string, string>> = {
  failed: 'Failed',
  'still-listed': 'Still listed',
  skipped: 'Skipped',
}

/** Returns the reason why an upload is not gone, without what differs from request to request. */
function reasonOf({ outcome }: UploadResult): string | undefined {
  if (outcome.kind === 'failed') return outcome.failure.message
  if (outcome.kind === 'still-listed') return 'The server accepted the abort and still lists them.'
  return undefined
}

/** Facts about a run besides its outcomes. */
export interface RunInfo {
  readonly seconds: number
  readonly conditions: string
}

/** Renders the counts of a run. Counts of zero are left out, except for aborted uploads. */
export function renderAbortSummary(results: AbortResults, colors: Colors, { seconds, conditions }: RunInfo): string {
  const summary = results.summary()
  const { matched, aborted, alreadyGone, stillListed, failed, skipped, newSinceStart } = summary
  if (matched === 0 && results.isComplete)
    return `No uploads match${conditions === '' ? '' : ` ${conditions}`}. Nothing to abort.${newText(newSinceStart)}\n`
  const paint = aborted + alreadyGone === matched ? colors.success : colors.warning
  const found = results.isComplete ? '' : ' found so far'
  const took = seconds < 1 ? '' : ` in ${formatDuration(seconds * 1000)}`
  const total = `${formatNumber(matched)} ${matched === 1 ? 'upload' : 'uploads'}`
  const counts = [
    ['Already gone', alreadyGone],
    ['Still listed', stillListed],
    ['Failed', failed],
    ['Skipped', skipped],
  ] as const
  const parts = counts.flatMap(([label, count]) => (count > 0 ? [` ${label}: ${formatNumber(count)}.`] : []))
  const verified = results.isVerified ? '' : ' Not verified.'
  return `${paint(`Aborted ${formatNumber(aborted)} of ${total}${found}${took}.`)}${parts.join('')}${newText(newSinceStart)}${verified}\n`
}

function newText(newSinceStart: number): string {
  return newSinceStart === 0 ? '' : ` Started during the run, not aborted: ${formatNumber(newSinceStart)}.`
}
