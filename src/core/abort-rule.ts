/** A rule of a bucket that aborts incomplete uploads by itself. */
export interface AbortRule {
  readonly id: string
  readonly isEnabled: boolean
  /** Keys begin with it; `''` is every key. */
  readonly prefix: string
  readonly daysAfterInitiation: number
  /** What else must hold, such as `tag team=ml`. An upload has neither tags nor a size yet. */
  readonly conditions: readonly string[]
}

/** Whether the rule will abort uploads of this key for certain: not where it asks for more than a prefix. */
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

/** `cwmpu-abort: after 7 days, every key`. */
export function describeRule(rule: AbortRule): string {
  const { id, isEnabled, prefix, daysAfterInitiation, conditions } = rule
  const only = conditions.length === 0 ? '' : `, only with ${conditions.join(' and ')}`
  const name = id || '(no name)'
  return `${name}: after ${days(daysAfterInitiation)}, ${keysOf(prefix)}${only}${isEnabled ? '' : ', but disabled'}`
}

/** `every key`, `keys that begin with tmp/`. */
export function keysOf(prefix: string): string {
  return prefix === '' ? 'every key' : `keys that begin with ${prefix}`
}

/** `1 day`, `7 days`. */
export function days(amount: number): string {
  return amount === 1 ? '1 day' : `${amount} days`
}
