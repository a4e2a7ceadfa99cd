import type { Instant } from './time.js'

/** Owner or initiator of an upload, in the form of S3. */
export interface Principal {
  readonly ID?: string | undefined
  readonly DisplayName?: string | undefined
}

/** Totals over the parts that an upload has received. */
export interface Parts {
  readonly count: number
  readonly bytes: number
  /** Time of the newest part. Undefined if there are no parts, or if a part has no readable time. */
  readonly lastModified?: Instant
}

/** One incomplete multipart upload. Key and upload ID identify it only together. */
export interface Upload {
  readonly key: string
  readonly uploadId: string
  /** Time at which it was initiated. Undefined if the server sent no usable time. */
  readonly initiated?: Instant
  readonly storageClass?: string
  readonly owner?: Principal
  readonly initiator?: Principal
  readonly checksumAlgorithm?: string
  readonly checksumType?: string
  /** Undefined if parts were not requested, `'unknown'` if they could not be listed. */
  readonly parts?: Parts | 'unknown'
}

/** Key and upload ID, which identify one upload. */
export type Target = Pick<Upload, 'key' | 'uploadId'>

/** Entry of a listing that identifies no upload. */
export interface MalformedEntry {
  readonly key?: string
  readonly uploadId?: string
  readonly reason: string
}

/** Consecutive uploads of a listing, in the order of the server. */
export interface Page {
  readonly uploads: readonly Upload[]
  readonly malformedEntries: readonly MalformedEntry[]
  /** `Date` header of the response. */
  readonly serverTime?: Instant
  /** True if the listing is of the whole bucket, although its request may have had a prefix. */
  readonly isOfBucket: boolean
  /** True for a server whose listings can lack uploads at any time. */
  readonly isUnreliable: boolean
  /** Uploads of the bucket, if a listing under a prefix showed none with that prefix. */
  readonly others?: OtherUploads
}

/** Uploads that a selection excludes. They can be more than `count` if `isComplete` is false. */
export type OtherUploads =
  | { readonly count: number; readonly isComplete: boolean }
  /** Reason why they could not be listed, as a message. */
  | { readonly error: string }

/** Returns when an upload received its newest part, or when it was initiated if it has none. */
export function lastActivityOf({ parts, initiated }: Upload): Instant | undefined {
  if (parts === undefined || parts === 'unknown') return undefined
  return parts.count === 0 ? initiated : parts.lastModified
}

/** Returns the total size of the parts, or undefined if it is not known. */
export function bytesOf({ parts }: Upload): number | undefined {
  return parts === undefined || parts === 'unknown' ? undefined : parts.bytes
}

/** Returns a text that is equal for two targets only if both names are equal. */
export function targetId({ key, uploadId }: Target): string {
  return `${uploadId.length}:${uploadId}${key}`
}

export function isSameTarget(one: Target, other: Target): boolean {
  return one.key === other.key && one.uploadId === other.uploadId
}

/** Returns the length of the start that two texts share. */
export function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

/** Returns the options for a listing of all of these uploads, and of as few others as possible. */
export function listingOf(targets: Iterable<Target>): { readonly prefix: string; readonly isExactKey: boolean } {
  let prefix: string | undefined
  let isExactKey = true
  for (const { key } of targets) {
    prefix ??= key
    isExactKey &&= key === prefix
    prefix = key.slice(0, sharedLength(prefix, key))
  }
  // Keys can share half of a character.
  if (prefix?.isWellFormed() === false) return { prefix: prefix.slice(0, -1), isExactKey: false }
  return { prefix: prefix ?? '', isExactKey: isExactKey && prefix !== undefined }
}
