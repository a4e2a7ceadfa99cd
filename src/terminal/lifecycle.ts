import type { Coverage } from '../core/coverage.js'
import { type AbortRule, describeRule } from '../core/abort-rule.js'
import { displaySafe } from '../core/safe-text.js'
import type { Style } from './style.js'
import { count } from './words.js'

const MOST_SHOWN = 20

/** The rules that abort incomplete uploads; what those do that ask for more than a prefix, nobody can tell. */
export function renderRules(bucket: string, rules: readonly AbortRule[], style: Style): string {
  if (rules.length === 0) {
    return (
      style.warning(`Bucket ${bucket} has no rule that aborts incomplete uploads.\n`) +
      `One is added by: cwmpu lifecycle set --bucket ${bucket} --days 7\n`
    )
  }
  const lines = rules.map((rule) => {
    const counts = rule.conditions.length === 0 ? '' : style.quiet(' (not counted on)')
    return `  ${displaySafe(describeRule(rule))}${counts}\n`
  })
  const heading = `Bucket ${bucket} has ${count(rules.length, 'rule')} for incomplete uploads:\n`
  return style.heading(heading) + lines.join('')
}

/** The uploads that are there now, and those of them that no rule will abort. */
export function renderCoverage({ uploads, uncovered }: Coverage, style: Style): string {
  const { total } = uncovered
  if (uploads === 0) return 'It has no incomplete uploads now.\n'
  if (total.uploads === 0) return style.good(`A rule covers every upload that is there now: ${uploads}.\n`)
  const groups = uncovered.groups()
  const lines = groups
    .slice(0, MOST_SHOWN)
    .map((group) => `  ${nameOf(group.name, style)}  ${count(group.uploads, 'upload')}\n`)
  const left = groups.length - MOST_SHOWN
  if (left > 0) lines.push(style.quiet(`  … and ${left} more; --json shows all\n`))
  const heading = `No rule covers ${total.uploads} of ${count(uploads, 'upload')} that ${uploads === 1 ? 'is' : 'are'} there now:\n`
  return style.warning(heading) + lines.join('')
}

/** All of it, for a program. */
export function coverageRow(bucket: string, { rules, uploads, uncovered }: Coverage): object {
  return {
    Bucket: bucket,
    Rules: rules.map(ruleRow),
    Uploads: uploads,
    NotCovered: {
      Uploads: uncovered.total.uploads,
      Prefixes: uncovered.groups().map((group) => ({ Prefix: group.name, Uploads: group.uploads })),
    },
  }
}

export function ruleRow(rule: AbortRule): object {
  return {
    ID: rule.id,
    Status: rule.isEnabled ? 'Enabled' : 'Disabled',
    Prefix: rule.prefix,
    DaysAfterInitiation: rule.daysAfterInitiation,
    ...(rule.conditions.length > 0 && { Conditions: rule.conditions }),
  }
}

function nameOf(prefix: string, style: Style): string {
  return prefix === '' ? style.quiet('(no prefix)') : style.key(displaySafe(prefix))
}
