import { ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import type { Blocking, Presence } from '../core/outcome.js'
import { errorCodeOf, isRequestError, NetworkError } from '../s3/request-error.js'
import { type BucketContext, send } from './s3-context.js'

/** Requests one object and one version of a bucket. False only if the page was empty and complete. */
export async function findBlocking(context: BucketContext, signal: AbortSignal): Promise<Blocking> {
  const input = { Bucket: context.bucket, MaxKeys: 1 }
  const objects = send(context, new ListObjectsV2Command(input), signal)
  const versions = send(context, new ListObjectVersionsCommand(input), signal)
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
