/** Point in time, in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

const RFC_3339 =
  /^\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[Tt ][\d:.]+$/

/** Reads a time that a server sent. Returns undefined if it is not in the form of RFC 3339 with a zone. */
export function readInstant(text: string): Instant | undefined {
  if (!RFC_3339.test(text)) return undefined
  const instant = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(instant) ? undefined : instant
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Reads the `Date` header of a response. Returns undefined for any other form, because Date.parse reads a time
 * without a zone as local time. See RFC 9110, section 5.6.7.
 */
export function readHttpDate(text: string | undefined): Instant | undefined {
  if (text === undefined || !HTTP_DATE.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

/**
 * Parses a time that a user wrote: RFC 3339 with a zone, or `YYYY-MM-DD` for midnight in UTC. A time without a zone is
 * rejected, because the zone of a machine must not decide what is aborted.
 *
 * @throws SyntaxError with a message for users.
 */
export function parseInstant(text: string): Instant {
  if (WITHOUT_ZONE.test(text)) {
    throw new SyntaxError(
      `It has no time zone. Use ${text.replace(' ', 'T')}Z for UTC, or an offset such as +02:00.`,
    )
  }
  const instant = CALENDAR_DAY.test(text) ? midnightOf(text) : readInstant(text)
  if (instant === undefined || !isInCalendar(text.slice(0, 10))) {
    throw new SyntaxError('Use 2026-11-01, or 2026-11-01T09:30:00Z.')
  }
  return instant
}

export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** Rejects days such as 30 February, which Date.parse reads as 2 March. */
function isInCalendar(day: string): boolean {
  const midnight = midnightOf(day)
  return !Number.isNaN(midnight) && formatInstant(midnight).startsWith(day)
}

function midnightOf(day: string): Instant {
  return Date.parse(`${day}T00:00:00Z`)
}
