import { type AbortRule, days, describeRule, keysOf } from '../core/abort-rule.js'
import { displaySafe } from '../core/safe-text.js'
import { ruleRow } from './lifecycle.js'
import type { Style } from './style.js'

/** One rule that is to be added or changed, among the others of a bucket. */
export interface Change {
  readonly before: AbortRule | undefined
  readonly after: AbortRule
  /** How many rules stay as they are. */
  readonly others: number
  /** Other rules that abort the same uploads. */
  readonly overlapping: readonly AbortRule[]
  /** There is nothing to change. */
  readonly isNoop: boolean
}

export interface Place {
  readonly bucket: string
  readonly store: { readonly endpoint: string; readonly credentials: string }
}

/** The change as a person reads it before saying yes. */
export function renderChange(change: Change, { bucket, store }: Place, style: Style): string {
  const line = (label: string, text: string) => `  ${style.quiet(label.padEnd(12))}${text}\n`
  return (
    style.heading('About to change the lifecycle rules\n') +
    line('bucket', `${style.key(bucket)} at ${displaySafe(store.endpoint)}`) +
    line('credentials', displaySafe(store.credentials)) +
    renderDifference(change, style) +
    style.warning(
      `  Uploads of these keys that began ${days(change.after.daysAfterInitiation)} ago or earlier go too.\n`,
    )
  )
}

export function renderDifference({ before, after, others }: Change, style: Style): string {
  return (
    (before ? style.bad(`- ${displaySafe(describeRule(before))}\n`) : '') +
    style.good(`+ ${displaySafe(describeRule(after))}\n`) +
    (others > 0 ? style.quiet(`  other rules, which stay as they are: ${others}\n`) : '')
  )
}

/** Which rules do the same already, whether or not there is anything to change. */
export function renderOverlaps({ overlapping }: Change): string {
  return overlapping
    .map(
      (rule) =>
        `note: another rule covers these uploads, ${displaySafe(describeRule(rule))}; the sooner counts.\n`,
    )
    .join('')
}

/** What is so now, in one sentence. */
export function renderOutcome({ after, isNoop }: Change, bucket: string): string {
  const keys = displaySafe(keysOf(after.prefix))
  const when = `${isNoop ? 'already' : 'now'} aborts incomplete uploads of ${keys} after ${days(after.daysAfterInitiation)}`
  return `Bucket ${bucket} ${when}, by rule ${displaySafe(after.id)}${isNoop ? ': nothing to do' : ''}.\n`
}

export function changeRow(change: Change, bucket: string, isDryRun: boolean): object {
  const { before, after, isNoop } = change
  return {
    Bucket: bucket,
    Outcome: isNoop ? 'unchanged' : before ? 'changed' : 'added',
    ...(isDryRun && { DryRun: true }),
    Rule: ruleRow(after),
    ...(before && !isNoop && { Before: ruleRow(before) }),
  }
}
