import { ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { errorCodeOf, isRequestError, NetworkError } from '../s3/request-error.js'
import { type S3Context, send } from './s3-context.js'

/** Presence of an entry, or the error code if it could not be checked. */
export type Presence = boolean | { readonly code: string }

/** Contents of a bucket, besides incomplete uploads, that block DeleteBucket. */
export interface Blocking {
  readonly objects: Presence
  /** Versions and delete markers. Current objects count too. */
  readonly versions: Presence
}

/** Requests one object and one version of a bucket. False only if the page was empty and complete. */
export async function findBlocking(bucket: string, context: S3Context, signal: AbortSignal): Promise<Blocking> {
  const objects = send(context, new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), signal)
  const versions = send(context, new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 }), signal)
  const [hasObjects, hasVersions] = await Promise.all([
    presence(objects.then(({ Contents = [] }) => Contents.length > 0)),
    presence(versions.then(({ Versions = [] }) => Versions.length > 0)),
  ])
  signal.throwIfAborted()
  return { objects: hasObjects, versions: hasVersions }
}

async function presence(request: Promise<boolean>): Promise<Presence> {
  try {
    return await request
  } catch (error) {
    if (!isRequestError(error)) throw error
    const code = error instanceof NetworkError ? error.code : errorCodeOf(error)
    return { code: code ?? 'invalid response' }
  }
}
