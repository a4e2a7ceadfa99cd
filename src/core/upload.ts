import type { Instant } from './instant.js'

/** Whoever began or owns an upload, as the store names them. */
export interface Principal {
  readonly id?: string
  readonly displayName?: string
}

/** What an upload has received so far. */
export interface Parts {
  readonly count: number
  readonly bytes: number
  /** When the newest part came; nothing where there is no part, or the store did not say. */
  readonly lastModified?: Instant
}

/** One incomplete multipart upload in a bucket. Key and upload id together say which one, never one alone. */
export interface Upload {
  readonly key: string
  readonly uploadId: string
  /** When it began; nothing where the store did not say, or said it unreadably. */
  readonly initiated?: Instant
  readonly storageClass?: string
  readonly owner?: Principal
  readonly initiator?: Principal
  readonly checksumAlgorithm?: string
  readonly checksumType?: string
  /** Unknown where they may not be listed; nothing where nobody looked. */
  readonly parts?: Parts | 'unknown'
}

/** When it last received something: its newest part, or its beginning where it has none. Nothing is unknown. */
export function lastActivityOf({ parts, initiated }: Upload): Instant | undefined {
  if (parts === undefined || parts === 'unknown') return undefined
  return parts.count === 0 ? initiated : parts.lastModified
}

/** Nothing is unknown. */
export function bytesOf({ parts }: Upload): number | undefined {
  return parts === undefined || parts === 'unknown' ? undefined : parts.bytes
}

/** What an abort needs to aim. */
export type Target = Pick<Upload, 'key' | 'uploadId'>

/** An entry of a listing that names no upload that could be aimed at. */
export interface Untrustworthy {
  readonly key?: string
  readonly uploadId?: string
  readonly reason: string
}

/** Equal for two targets only if both parts are equal. */
export function identityOf(target: Target): string {
  return `${target.uploadId.length}:${target.uploadId}${target.key}`
}

/** The longest text that every key begins with: what a listing must ask for to show all of them. */
export function commonPrefix(targets: readonly Target[]): string {
  let prefix = targets[0]?.key ?? ''
  for (const { key } of targets) {
    let length = 0
    while (length < prefix.length && prefix[length] === key[length]) length++
    prefix = prefix.slice(0, length)
  }
  return prefix.isWellFormed() ? prefix : prefix.slice(0, -1)
}

/** Some uploads in the order in which the store lists them, and when it answered. */
export interface Page {
  readonly uploads: readonly Upload[]
  readonly untrustworthy: readonly Untrustworthy[]
  /** The `Date` of the answer; nothing where the store sent none. */
  readonly answeredAt?: Instant
}
