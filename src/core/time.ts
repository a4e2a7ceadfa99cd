/** Time span in milliseconds. */
export type Duration = number

const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const

/** Longest timer: 24.8 days. Node runs a longer one at once. */
export const MAX_TIMER: Duration = 2 ** 31 - 1

export const { s: SECOND, m: MINUTE, h: HOUR, d: DAY } = UNITS

/**
 * Parses a duration such as `7d`, `12h`, `7d10h` or `1h30m`. The units are `w d h m s`, descending, each once. Months
 * are rejected: other tools read `1M` as a month and `1m` as a minute, and a typo must not change what is aborted.
 * @throws SyntaxError with a message for users.
 */
export function parseDuration(text: string): Duration {
  if (!/^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text) || text === '') throw new SyntaxError(usageFor(text))
  let duration = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g))
    duration += Number(amount) * UNITS[unit as keyof typeof UNITS]
  if (duration > 36_500 * DAY) throw new SyntaxError('It is more than 100 years. Use 36500d or less.')
  return duration
}

function usageFor(text: string): string {
  if (/^\d+$/.test(text))
    return `It has no unit. Use ${text}d, ${text}h, ${text}m or ${text}s (days, hours, minutes, seconds).`
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

/** Point in time, in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads a time that a server sent. Returns undefined if it is not in the form of RFC 3339 with a zone. */
export function readInstant(text: string): Instant | undefined {
  return readTime(text.replace(' ', 'T'), RFC_3339)
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Reads a `Date` header (RFC 9110, section 5.6.7) and no other form: Date.parse reads one without a zone as local. */
export function readHttpDate(text: string | undefined): Instant | undefined {
  return readTime(text ?? '', HTTP_DATE)
}

function readTime(text: string, form: RegExp): Instant | undefined {
  const instant = form.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(instant) ? undefined : instant
}

/**
 * Parses a time that a user wrote: RFC 3339 with a zone, or `YYYY-MM-DD` for midnight in UTC. A time without a zone is
 * rejected, because the zone of a machine must not decide what is aborted.
 * @throws SyntaxError with a message for users.
 */
export function parseInstant(text: string): Instant {
  const instant = readUserTime(text)
  if (instant !== undefined) return instant
  const candidates = ['Z', ':00Z'].map((end) => text.replace(' ', 'T') + end)
  const inUtc = candidates.find((candidate) => readUserTime(candidate) !== undefined)
  if (inUtc === undefined) throw new SyntaxError('Use 2026-11-01, or 2026-11-01T09:30:00Z.')
  throw new SyntaxError(`It has no time zone. Use ${inUtc} for UTC, or an offset such as +02:00.`)
}

function readUserTime(text: string): Instant | undefined {
  const day = text.slice(0, 10)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // Date.parse reads 30 February as 2 March.
  if (Number.isNaN(midnight) || !formatInstant(midnight).startsWith(day)) return undefined
  return CALENDAR_DAY.test(text) ? midnight : readInstant(text)
}

export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** Current time and waiting. It is passed in, so that a test can wait for an hour without a delay. */
export interface Clock {
  readonly now: () => Instant
  /** Rejects if the signal fires. */
  readonly sleep: (duration: Duration, signal: AbortSignal) => Promise<void>
}
