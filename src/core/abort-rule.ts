import { Rollup } from './rollup.js'
import type { Instant } from './time.js'
import type { Upload } from './upload.js'

/** Lifecycle rule of a bucket that aborts incomplete uploads. */
export interface AbortRule {
  readonly id: string
  readonly isEnabled: boolean
  /** Start of the keys. `''` matches every key. */
  readonly prefix: string
  readonly daysAfterInitiation: number
  /** Further conditions, such as `tag team=ml`. Uploads may not meet them: they have neither tags nor a size yet. */
  readonly conditions: readonly string[]
}

/** Returns true if the rule is certain to abort uploads of this key. A rule with further conditions is not. */
export function covers({ isEnabled, conditions, prefix }: AbortRule, key: string): boolean {
  return isEnabled && conditions.length === 0 && key.startsWith(prefix)
}

export function isSameRule(one: AbortRule, other: AbortRule): boolean {
  return (
    one.id === other.id &&
    one.isEnabled === other.isEnabled &&
    one.prefix === other.prefix &&
    one.daysAfterInitiation === other.daysAfterInitiation &&
    one.conditions.join('\n') === other.conditions.join('\n')
  )
}

/** Returns the rule as in a lifecycle configuration of S3. */
export function ruleDocument({ id, isEnabled, prefix, daysAfterInitiation }: AbortRule) {
  return {
    ID: id,
    Filter: { Prefix: prefix },
    Status: isEnabled ? 'Enabled' : 'Disabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: daysAfterInitiation },
  } as const
}

/** Rule to add or to change, compared with the other rules of the bucket. */
export interface RuleChange {
  readonly before: AbortRule | undefined
  readonly after: AbortRule
  /** Number of rules that do not change. */
  readonly others: number
  /** Other rules that abort the same uploads. */
  readonly overlapping: readonly AbortRule[]
  /** True if the rule exists already. */
  readonly isNoop: boolean
}

/** Returns a description such as `cwmpu-abort: after 7 days, every key`. */
export function describeRule({ id, isEnabled, prefix, daysAfterInitiation, conditions }: AbortRule): string {
  const only = conditions.length === 0 ? '' : `, only with ${conditions.join(' and ')}`
  const name = id || '(no name)'
  return `${name}: after ${days(daysAfterInitiation)}, ${keysOf(prefix)}${only}${isEnabled ? '' : ', but disabled'}`
}

/** Returns `every key`, or a phrase such as `keys that start with tmp/`. */
export function keysOf(prefix: string): string {
  return prefix === '' ? 'every key' : `keys that start with ${prefix}`
}

/** Returns a phrase such as `1 day` or `7 days`. */
export function days(amount: number): string {
  return amount === 1 ? '1 day' : `${amount} days`
}

/** Uploads that no lifecycle rule aborts, by the first level of their keys. */
export class Coverage {
  readonly rules: readonly AbortRule[]
  uploads = 0
  readonly uncovered = new Rollup('prefix', 1)

  constructor(rules: readonly AbortRule[]) {
    this.rules = rules
  }

  take(uploads: readonly Upload[], now: Instant): void {
    this.uploads += uploads.length
    for (const upload of uploads)
      if (!this.rules.some((rule) => covers(rule, upload.key))) this.uncovered.add(upload, now)
  }
}
