import { formatDuration } from '../core/duration.js'
import { formatInstant, type Instant } from '../core/instant.js'
import type { UploadScan } from '../core/upload-scan.js'
import { shardSuffix, shardName } from '../core/shard.js'
import { formatSize } from '../core/size.js'
import type { Upload } from '../core/upload.js'

/** `15,087`. Not toLocaleString, which takes 20 ms the first time. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 upload`, `15,087 uploads`. */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

/** `3d 4h`, and how it reads when the store's clock and the upload's do not agree. */
export function ageOf({ initiated }: Pick<Upload, 'initiated'>, now: Instant): string {
  return initiated === undefined ? 'unknown' : since(initiated, now)
}

export function since(instant: Instant, now: Instant): string {
  return instant > now ? `in ${formatDuration(instant - now)}` : formatDuration(now - instant)
}

/** `2026-11-19 06:10:03Z`. */
export function shortInstant(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 19).replace('T', ' ')}Z`
}

/** What was found, in one line: how many, the oldest, the newest, how many may be live. */
export function overview(search: UploadScan): string {
  const { matchedCount, oldest, newest, recentCount, now, selection } = search
  const shard = shardName(selection.shard)
  if (matchedCount === 0) return `No incomplete uploads${shardSuffix(selection.shard)}.`
  const parts = [count(matchedCount, 'incomplete upload')]
  const size = sizeOf(search)
  if (size) parts.push(size)
  if (oldest) parts.push(`oldest ${ageOf(oldest, now)}`)
  if (newest && newest !== oldest) parts.push(`newest ${ageOf(newest, now)}`)
  if (recentCount > 0) parts.push(`${grouped(recentCount)} within 24 h, maybe live`)
  if (shard) parts.push(`shard ${shard}`)
  return parts.join(' · ')
}

/** What is known of the size of what was found; nothing where nobody looked. */
export function sizeOf({ bytes, unknownSizeCount, includesParts }: UploadScan): string | undefined {
  if (!includesParts) return undefined
  const unknown = unknownSizeCount > 0 ? `, and ${count(unknownSizeCount, 'upload')} of unknown size` : ''
  return `${formatSize(bytes)}${unknown}`
}
