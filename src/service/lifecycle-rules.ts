import type { LifecycleRule, LifecycleRuleFilter, TransitionDefaultMinimumObjectSize } from '@aws-sdk/client-s3'
import type { AbortRule } from '../core/abort-rule.js'

interface RulesOptions {
  /** Element of each rule that a write would lose. */
  readonly unsupportedElements?: readonly (string | undefined)[]
  readonly minimumObjectSize?: TransitionDefaultMinimumObjectSize | undefined
}

/** Members of a rule that only aborts uploads by prefix. */
const ABORT_RULE_MEMBERS = new Set(['ID', 'Filter', 'Status', 'AbortIncompleteMultipartUpload'])

/** Lifecycle rules of a bucket, as they were read. */
export class LifecycleRules {
  readonly rules: readonly LifecycleRule[]
  readonly abortRules: readonly AbortRule[]
  readonly minimumObjectSize: TransitionDefaultMinimumObjectSize | undefined
  /** Reason why the rules cannot be written back with the same meaning, as a noun phrase. */
  readonly unsupportedReason: string | undefined

  constructor(rules: readonly LifecycleRule[], { unsupportedElements = [], minimumObjectSize }: RulesOptions = {}) {
    this.rules = rules
    this.abortRules = rules.flatMap((rule, index) => abortRuleOf(rule, unsupportedElements[index]) ?? [])
    this.minimumObjectSize = minimumObjectSize
    const ids = rules.flatMap(({ ID }) => ID ?? [])
    const duplicate = ids.find((id, index) => ids.indexOf(id) < index)
    const unsupported = unsupportedElements.find((element) => element !== undefined)
    if (unsupported !== undefined) this.unsupportedReason = `an unsupported element, ${unsupported}`
    else if (duplicate !== undefined) this.unsupportedReason = `two rules with the ID ${duplicate}`
  }

  /** Returns all rules with one added, or with the rule of its ID replaced. */
  with(rule: AbortRule): LifecycleRule[] {
    const index = this.rules.findIndex(({ ID }) => ID === rule.id)
    const written = toLifecycleRule(rule)
    return index < 0 ? [...this.rules, written] : this.rules.toSpliced(index, 1, written)
  }

  /** Returns what another configuration has changed, such as `the Expiration of rule "old logs"`, except for one ID. */
  differencesTo(other: LifecycleRules, except?: string): string[] {
    const [mine, theirs] = [byContent(this.rules, except), byContent(other.rules, except)]
    const changed = [...mine].filter(([content]) => !theirs.has(content)).map(([, rule]) => rule)
    const replaced = changed.flatMap(({ ID }) => other.rules.find((rule) => ID !== undefined && rule.ID === ID) ?? [])
    const added = [...theirs].filter(([content, rule]) => !mine.has(content) && !replaced.includes(rule))
    return [
      ...changed.flatMap((rule) =>
        differencesOf(
          rule,
          replaced.find(({ ID }) => ID === rule.ID),
        ),
      ),
      ...added.map(([, rule]) => `${nameOf(rule)} that was not written`),
    ]
  }
}

/** Returns true if the rule only aborts uploads by prefix, so that nothing is lost if it is replaced. */
export function isPlainAbortRule(rule: LifecycleRule): boolean {
  const isPlain = Object.keys(rule).every((name) => ABORT_RULE_MEMBERS.has(name))
  return isPlain && abortRuleOf(rule)?.conditions.length === 0
}

/** Returns undefined if the rule aborts no uploads. An unsupported element counts as a condition. */
function abortRuleOf(rule: LifecycleRule, unsupported?: string): AbortRule | undefined {
  const { ID = '', Status, Filter = {}, AbortIncompleteMultipartUpload: action } = rule
  if (action?.DaysAfterInitiation === undefined) return undefined
  return {
    id: ID,
    isEnabled: Status === 'Enabled',
    prefix: Filter.And?.Prefix ?? Filter.Prefix ?? '',
    daysAfterInitiation: action.DaysAfterInitiation,
    conditions: [...conditionsOf(Filter), ...(unsupported === undefined ? [] : [unsupported])],
  }
}

function toLifecycleRule({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule): LifecycleRule {
  return {
    ID: id,
    Filter: { Prefix: prefix },
    Status: isEnabled ? 'Enabled' : 'Disabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: daysAfterInitiation },
  }
}

/** Returns the conditions besides a prefix, as texts such as `tag team=ml`. */
function conditionsOf({ Tag, And, ...filter }: LifecycleRuleFilter): string[] {
  const { ObjectSizeGreaterThan: min, ObjectSizeLessThan: max } = And ?? filter
  const tags = And?.Tags ?? (Tag ? [Tag] : [])
  return [
    ...tags.map(({ Key = '', Value = '' }) => `tag ${Key}=${Value}`),
    ...(min === undefined ? [] : [`more than ${min} bytes`]),
    ...(max === undefined ? [] : [`fewer than ${max} bytes`]),
  ]
}

function byContent(rules: readonly LifecycleRule[], except: string | undefined): Map<string, LifecycleRule> {
  const compared = rules.filter(({ ID }) => ID === undefined || ID !== except)
  return new Map(compared.map((rule) => [canonical(rule), rule]))
}

function differencesOf(rule: LifecycleRule, other: LifecycleRule | undefined): string[] {
  if (!other) return [nameOf(rule)]
  const names = new Set(Object.keys({ ...rule, ...other }) as (keyof LifecycleRule)[])
  const changed = [...names].filter((name) => canonical(rule[name]) !== canonical(other[name]))
  return changed.map((name) => `the ${name} of ${nameOf(rule)}`)
}

function nameOf({ ID }: LifecycleRule): string {
  return ID === undefined ? 'a rule without ID' : `rule "${ID}"`
}

/** Returns a text that is equal for rules with the same members in any order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members
    .map(([name, member]) => `${name}:${canonical(member)}`)
    .sort()
    .join()}}`
}
