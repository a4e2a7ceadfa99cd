import {
  type AbortRule,
  type Coverage,
  days,
  describeRule,
  keysOf,
  ruleDocument,
  type RuleChange,
} from '../core/abort-rule.js'
import { displaySafe, safeJson } from '../core/safe-text.js'
import { colorsFor } from './colors.js'
import { planLine, type PlanTarget } from './plan.js'
import type { Row } from './records.js'
import type { Screen } from './terminal.js'
import { formatNumber, pluralize, wrapFor } from './text.js'

const MAX_PREFIXES = 20

export function renderRules(bucket: string, rules: readonly AbortRule[], screen: Screen): string {
  const name = displaySafe(bucket)
  const colors = colorsFor(screen)
  if (rules.length === 0) {
    const warning = `${name} has no rule that aborts incomplete uploads.`
    return `${wrapFor(screen, warning, colors.warning)}\n${addHint(name)}`
  }
  const lines = rules.map((rule) => {
    const note = rule.conditions.length === 0 ? '' : colors.dim(' (ignored here)')
    return `  ${displaySafe(describeRule(rule))}${note}\n`
  })
  const heading = `${name} has ${pluralize(rules.length, 'rule')} for incomplete uploads:`
  return `${wrapFor(screen, heading, colors.heading)}\n${wrapFor(screen, lines.join(''))}`
}

export function addHint(bucket: string): string {
  return `To add one: cwmpu lifecycle set --bucket ${bucket} --days 7\n`
}

/** Renders the current uploads that no rule will abort. */
export function renderCoverage({ uploads, uncovered }: Coverage, screen: Screen): string {
  const { total } = uncovered
  if (total.uploads === 0) return `Rules cover all ${pluralize(uploads, 'upload')}.\n`
  const lines = uncovered.firstGroups(MAX_PREFIXES).map((group) => {
    if (group.others !== undefined) return `  … and ${formatNumber(group.others)} more (see --json)\n`
    return `  ${displaySafe(group.name) || '(no prefix)'}  ${pluralize(group.uploads, 'upload')}\n`
  })
  const counted = pluralize(uploads, 'upload')
  const part = total.uploads === uploads ? 'the' : `${formatNumber(total.uploads)} of`
  const heading = `No rule covers ${part} ${counted}:`
  return `${wrapFor(screen, heading, colorsFor(screen).warning)}\n${wrapFor(screen, lines.join(''))}`
}

export function coverageDocument(bucket: string, { rules, uploads, uncovered }: Coverage, isComplete: boolean): Row {
  return {
    Bucket: bucket,
    Rules: rules.map(ruleRow),
    Uploads: uploads,
    NotCovered: {
      Uploads: uncovered.total.uploads,
      Prefixes: uncovered.groups().map((group) => ({ Prefix: group.name, Uploads: group.uploads })),
    },
    Complete: isComplete,
  }
}

/** Renders a change, for the user who is asked to agree. */
export function renderChange(change: RuleChange, { bucket, client }: PlanTarget, screen: Screen): string {
  const { prefix, daysAfterInitiation } = change.after
  const age = `${days(daysAfterInitiation)} or older`
  const effect = `The rule also aborts existing uploads of ${displaySafe(keysOf(prefix))} if they are ${age}.`
  return (
    `${colorsFor(screen).heading('About to change the lifecycle rules')}\n` +
    planLine('bucket', `${displaySafe(bucket)} at ${displaySafe(client.endpoint)}`, screen) +
    planLine('credentials', displaySafe(client.credentials), screen) +
    renderDifference(change, screen) +
    `${wrapFor(screen, effect)}\n`
  )
}

export function renderDifference({ before, after, others }: RuleChange, screen: Screen): string {
  const { error, success } = colorsFor(screen)
  const removed = before ? `${wrapFor(screen, `- ${displaySafe(describeRule(before))}`, error)}\n` : ''
  const added = `${wrapFor(screen, `+ ${displaySafe(describeRule(after))}`, success)}\n`
  return removed + added + (others > 0 ? `  Unchanged rules: ${others}\n` : '')
}

/** Renders a note for each rule that already aborts the same uploads. */
export function renderOverlaps({ overlapping }: RuleChange): string {
  const note = (rule: AbortRule) =>
    `note: Another rule covers these uploads, ${displaySafe(describeRule(rule))}. The shorter period applies.\n`
  return overlapping.map(note).join('')
}

export function renderChangeOutcome({ after, isNoop }: RuleChange, bucket: string): string {
  const rule = `Rule ${displaySafe(after.id)} of ${displaySafe(bucket)}`
  const effect = `aborts incomplete uploads of ${displaySafe(keysOf(after.prefix))} after ${days(after.daysAfterInitiation)}`
  return `${rule} ${isNoop ? 'already' : 'now'} ${effect}.${isNoop ? ' Nothing to do.' : ''}\n`
}

export function changeDocument({ before, after, isNoop }: RuleChange, bucket: string, isDryRun: boolean): Row {
  return {
    Bucket: bucket,
    Outcome: isNoop ? 'unchanged' : before ? 'changed' : 'added',
    ...(isDryRun && { DryRun: true }),
    Rule: ruleRow(after),
    ...(before && !isNoop && { Before: ruleRow(before) }),
  }
}

function ruleRow(rule: AbortRule): Row {
  return {
    ID: rule.id,
    Status: rule.isEnabled ? 'Enabled' : 'Disabled',
    Prefix: rule.prefix,
    DaysAfterInitiation: rule.daysAfterInitiation,
    ...(rule.conditions.length > 0 && { Conditions: rule.conditions }),
  }
}

/** Renders a rule to copy, under sentences that are wrapped. */
export function renderManualRule(rule: AbortRule, bucket: string, screen: Screen): string {
  const withCli = 'To add the rule with the AWS CLI (put-bucket-lifecycle-configuration), add this to its Rules:'
  const withTerraform =
    'To add it with Terraform, add it to the resource that holds the other rules. The resource replaces all rules:'
  const json = safeJson(ruleDocument(rule))
  return `${wrapFor(screen, withCli)}\n\n${json}\n\n${wrapFor(screen, withTerraform)}\n\n${terraform(rule, bucket)}`
}

export function manualRuleDocument(rule: AbortRule, bucket: string, reason: string): Row {
  const manual = { Rule: ruleDocument(rule), Terraform: terraform(rule, bucket) }
  return { Bucket: bucket, Outcome: 'refused', Reason: reason, Rule: ruleRow(rule), Manual: manual }
}

/** https://registry.terraform.io/providers/coreweave/coreweave/latest/docs/resources/object_storage_bucket_lifecycle_configuration */
function terraform({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule, bucket: string): string {
  return `resource "coreweave_object_storage_bucket_lifecycle_configuration" "uploads" {
  bucket = ${quoted(bucket)}

  rule {
    id     = ${quoted(id)}
    status = "${isEnabled ? 'Enabled' : 'Disabled'}"

    filter {
      prefix = ${quoted(prefix)}
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = ${daysAfterInitiation}
    }
  }
}
`
}

/** Quotes a string for HCL: JSON, in which `${` and `%{` would start a template. */
function quoted(text: string): string {
  return safeJson(text).replace(/[$%](?=\{)/g, '$&$&')
}
