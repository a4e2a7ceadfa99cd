import type { RawEntry } from './page-scan.js'
import type { RawPage } from './page.js'

/**
 * How a store writes keys when it was asked for `encoding-type=url`: percent-encoded, or as they are.
 *
 * AWS and Swift say which in EncodingType; RGW encodes and says nothing; others ignore the question.
 * A wrong guess aims at another key, so it is settled by evidence: see `encodingOf`.
 */
export type KeyEncoding = 'url' | 'none'

/** Characters that every percent-encoder escapes, and a percent sign that begins no escape. */
const NEVER_IN_ENCODED = /[\p{Cc} "<>\\^`{|}]|\P{ASCII}|%(?![0-9a-fA-F]{2})/u

/** What one page says of itself; `ambiguous` where its keys could be read both ways, `either` where both agree. */
export function encodingOf(page: RawPage): KeyEncoding | 'ambiguous' | 'either' {
  if (page.saysEncoded) return 'url'
  const keys = page.entries.map((entry) => entry.key ?? '')
  if (keys.some((key) => NEVER_IN_ENCODED.test(key))) return 'none'
  return keys.some(isAmbiguous) ? 'ambiguous' : 'either'
}

/** Settles an ambiguous page by the same page asked for without `encoding-type`; undefined where it does not. */
export function encodingByComparison(asked: RawPage, plain: RawPage): KeyEncoding | undefined {
  const plainKeys = new Map(plain.entries.map((entry) => [entry.uploadId, entry.key]))
  const readings = new Set<KeyEncoding>()
  for (const { key = '', uploadId } of asked.entries) {
    const plainKey = plainKeys.get(uploadId)
    if (!isAmbiguous(key) || plainKey === undefined) continue
    if (plainKey === key) readings.add('none')
    else if (plainKey === decodeKey(key)) readings.add('url')
    else return undefined
  }
  return readings.size === 1 ? [...readings][0] : undefined
}

/** The key of an entry as the store's users know it; undefined where it cannot be read. */
export function keyOf(entry: RawEntry, encoding: KeyEncoding): string | undefined {
  if (entry.key === undefined || encoding === 'none') return entry.key
  return decodeKey(entry.key)
}

function isAmbiguous(key: string): boolean {
  return key.includes('%') || key.includes('+')
}

/** AWS writes a space as `+`, and everyone writes a plus as `%2B`. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
