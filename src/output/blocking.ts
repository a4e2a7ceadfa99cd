import { displaySafe } from '../core/safe-text.js'
import type { Row } from './records.js'

type Presence = boolean | { readonly code: string }

/** Contents of a bucket, besides incomplete uploads, that block DeleteBucket. */
interface Blocking {
  readonly objects: Presence
  readonly versions: Presence
}

export function describeBlocking({ objects, versions }: Blocking): string {
  if (objects === true) return 'Objects still block DeleteBucket.'
  if (versions === true) return 'Old versions or delete markers still block DeleteBucket.'
  const unknown = [objects, versions].find((presence) => typeof presence === 'object')
  if (typeof unknown === 'object') return `Could not check for objects (${displaySafe(unknown.code)}).`
  return 'No objects or versions found.'
}

export function blockingRow({ objects, versions }: Blocking): Row {
  const value = (presence: Presence) => (typeof presence === 'boolean' ? presence : null)
  return { Objects: value(objects), Versions: value(versions) }
}
