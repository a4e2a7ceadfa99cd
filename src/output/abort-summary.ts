import type { AbortResults } from '../core/abort-results.js'
import type { Outcome } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { formatDuration } from '../core/time.js'
import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { formatNumber, pluralize, shortenKey, wrapFor } from './text.js'

const MAX_REASONS = 20
const MAX_KEY = 50

/**
 * Renders the uploads that are not gone: one entry per reason, with its count and one key. A reason that is printed as
 * the error of the run is left out.
 */
export function renderFailures(results: AbortResults, screen: Screen, error: string | undefined): string {
  const groups = new Map<string, { label: string; reason: string; example: string; count: number }>()
  for (const { target, outcome } of results.entries()) {
    const cause = causeOf(outcome)
    if (!cause) continue
    const [label, reason] = cause
    const id = `${label} ${reason}`
    const group = groups.get(id)
    if (group) group.count++
    else if (groups.size < MAX_REASONS) groups.set(id, { label, reason, example: target.key, count: 1 })
  }
  return [...groups.values()]
    .filter(({ reason }) => !error?.startsWith(reason))
    .map(({ label, reason, example, count }) => {
      const key = shortenKey(displaySafe(example), MAX_KEY)
      const heading = `${label}: ${pluralize(count, 'upload')}, for example ${key}`
      return `${wrapFor(screen, heading, colorsFor(screen).error)}\n${wrapFor(screen, `  ${displaySafe(reason)}\n`)}`
    })
    .join('')
}

/** Returns the reason why an upload is not gone, without what differs from request to request. */
function causeOf(outcome: Outcome): readonly [label: string, reason: string] | undefined {
  if (outcome.kind === 'failed') return ['Failed', outcome.failure.message]
  if (outcome.kind === 'still-listed') return ['Still listed', 'The server accepted the abort and still lists them.']
  if (outcome.kind === 'skipped') return REASONS[outcome.code]
  return undefined
}

/** Reasons to skip an upload. The counts say if the run was stopped. */
const REASONS: Readonly<Record<string, readonly [label: string, reason: string] | undefined>> = {
  NotInPlan: ['Skipped', 'They appeared, or received a part, after the plan was made.'],
  UnknownTime: ['Skipped', 'They appeared in a later listing, and the server did not report when they were initiated.'],
}

/** Renders the counts of a run. Counts of zero are left out, except for aborted uploads. */
export function renderAbortSummary(
  results: AbortResults,
  { seconds, conditions, others }: { readonly seconds: number; readonly conditions: string; readonly others: string },
  screen: Screen,
): string {
  const { matched, aborted, alreadyGone, stillListed, failed, skipped, newSinceStart } = results.summary()
  const started = newSinceStart === 0 ? '' : ` Started during the run, not aborted: ${formatNumber(newSinceStart)}.`
  if (matched === 0 && results.isComplete) {
    const match = conditions === '' ? 'match' : `match ${conditions}`
    return wrapFor(screen, `No uploads ${match}.${others || ' Nothing to abort.'}${started}\n`)
  }
  const { success, warning } = colorsFor(screen)
  const paint = aborted + alreadyGone === matched ? success : warning
  const found = results.isComplete ? '' : ' found so far'
  const took = seconds < 1 ? '' : ` in ${formatDuration(seconds * 1000)}`
  const counts = { 'Already gone': alreadyGone, 'Still listed': stillListed, Failed: failed, Skipped: skipped }
  const parts = Object.entries(counts).map(([label, count]) => (count > 0 ? ` ${label}: ${formatNumber(count)}.` : ''))
  const verified = results.isVerified ? '' : ' Not verified.'
  const headline = paint(`Aborted ${formatNumber(aborted)} of ${pluralize(matched, 'upload')}${found}${took}.`)
  return wrapFor(screen, `${headline}${parts.join('')}${started}${verified}\n`)
}
