/** Time span in milliseconds. */
export type Duration = number

const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const
const MAX_DURATION = 36_500 * UNITS.d

/** Longest timer. Node runs a longer one at once: 24.8 days. */
export const MAX_TIMER: Duration = 2 ** 31 - 1

export const SECOND: Duration = UNITS.s
export const MINUTE: Duration = UNITS.m
export const HOUR: Duration = UNITS.h
export const DAY: Duration = UNITS.d

/**
 * Parses a duration such as `7d`, `12h`, `7d10h` or `1h30m`. The units are `w d h m s`, descending, each once. Months
 * are rejected: other tools read `1M` as a month and `1m` as a minute, and a typo must not change what is aborted.
 *
 * @throws SyntaxError with a message for users.
 */
export function parseDuration(text: string): Duration {
  if (!/^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === '')
    throw new SyntaxError(usageFor(text))
  let duration = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    duration += Number(amount) * UNITS[unit as keyof typeof UNITS]
  }
  if (duration > MAX_DURATION) throw new SyntaxError('It is more than 100 years. Use 36500d or less.')
  return duration
}

function usageFor(text: string): string {
  if (/^\d+$/.test(text)) return `It has no unit. Use ${text}d, ${text}h or ${text}m (days, hours, minutes).`
  if (/^\d+\s*(M|mo|months?)$/.test(text)) return 'Months differ in length. Use days, for example 30d.'
  if (/^\d+\s*(y|Y|years?)$/.test(text)) return 'Years differ in length. Use days, for example 365d.'
  return 'Use 7d, 12h, 7d10h or 1h30m (units w d h m s, largest first, each once).'
}

/** Returns the two largest units, such as `3d 4h`. The rest is cut off, so that an age is never overstated. */
export function formatDuration(duration: Duration): string {
  const parts: string[] = []
  let left = Math.max(0, duration)
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const amount = Math.floor(left / UNITS[unit])
    left -= amount * UNITS[unit]
    if (amount > 0 || parts.length > 0) parts.push(`${amount}${unit}`)
    if (parts.length === 2) break
  }
  return parts.filter((part) => !part.startsWith('0')).join(' ') || '0s'
}
