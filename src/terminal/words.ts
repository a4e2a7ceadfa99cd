import { formatDuration } from '../core/duration.js'
import { formatInstant, type Instant } from '../core/instant.js'
import type { Search } from '../core/search.js'
import type { Upload } from '../core/upload.js'

/** `1 upload`, `15,087 uploads`. */
export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`
}

/** `3d 4h`, and how it reads when the store's clock and the upload's do not agree. */
export function ageOf({ initiated }: Pick<Upload, 'initiated'>, now: Instant): string {
  if (initiated === undefined) return 'unknown'
  return initiated > now ? `in ${formatDuration(initiated - now)}` : formatDuration(now - initiated)
}

/** `2026-11-19 06:10:03Z`. */
export function shortInstant(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 19).replace('T', ' ')}Z`
}

/** What was found, in one line: how many, the oldest, the newest, how many may be live. */
export function overview(search: Search): string {
  const { selected, oldest, newest, maybeLive, now } = search
  if (selected === 0) return 'No incomplete uploads.'
  const parts = [count(selected, 'incomplete upload')]
  if (oldest) parts.push(`oldest ${ageOf(oldest, now)}`)
  if (newest && newest !== oldest) parts.push(`newest ${ageOf(newest, now)}`)
  if (maybeLive > 0) parts.push(`${maybeLive.toLocaleString('en-US')} within 24 h, maybe live`)
  return parts.join(' · ')
}
