import type { ListObjectsV2CommandOutput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import { InvalidResponseError } from './request-error.js'
import type { S3Request } from './s3-request.js'
import { readIsTruncated } from './uploads-response.js'
import { textAt, type XmlElement } from './xml.js'

type Output<T> = Omit<T, '$metadata'>

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function readObjects(root: XmlElement, request: S3Request): Output<ListObjectsV2CommandOutput> {
  return { Contents: readKeys(root, ['Contents'], request) }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function readVersions(root: XmlElement, request: S3Request): Output<ListObjectVersionsCommandOutput> {
  return { Versions: readKeys(root, ['Version', 'DeleteMarker'], request) }
}

/**
 * Reads the keys of a page. An empty page must be complete and of this bucket, and must hold no other element with
 * children: buckets are deleted because of it.
 *
 * @throws InvalidResponseError
 */
function readKeys(
  root: XmlElement,
  entryNames: readonly string[],
  { endpoint }: S3Request,
): { Key: string }[] {
  const entries = root.children.filter(({ name }) => entryNames.includes(name))
  const keys = entries.map((entry) => textAt(entry, 'Key'))
  if (keys.length > 0) {
    if (keys.includes(undefined)) throw new InvalidResponseError('an entry without a Key')
    return keys.map((key = '') => ({ Key: key }))
  }
  const name = textAt(root, 'Name')
  if (name !== endpoint.bucket) throw new InvalidResponseError('a listing of another bucket')
  const hasOthers = root.children.some(({ children }) => children.length > 0)
  if (hasOthers || readIsTruncated(textAt(root, 'IsTruncated')) || Number(textAt(root, 'KeyCount') ?? 0) > 0)
    throw new InvalidResponseError('an empty page that is not complete')
  return []
}
