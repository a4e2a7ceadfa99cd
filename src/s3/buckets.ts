import { paginateListBuckets } from '@aws-sdk/client-s3'
import { asRequestError, clientFor } from './client.js'
import { asProblem } from './explain.js'
import { withRetries } from './requests/retrying.js'
import { SignedRequests, type Way } from './requests/signed-requests.js'

const CHANCES = 6

/**
 * The names of all buckets that the credentials may know of.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 *
 * @throws Problem where they can't be had.
 */
export async function bucketNames(way: Way, stop: AbortSignal): Promise<string[]> {
  try {
    return await withRetries(() => listNames(way, stop), { chances: CHANCES, clock: way.clock, signal: stop })
  } catch (error) {
    const { where } = new SignedRequests(undefined, way)
    throw asProblem(error, { doing: 'list buckets', ...where })
  }
}

async function listNames(way: Way, stop: AbortSignal): Promise<string[]> {
  const names: string[] = []
  try {
    const pages = paginateListBuckets(
      { client: clientFor(way, { root: 'ListAllMyBucketsResult', stop }) },
      {},
    )
    for await (const { Buckets = [] } of pages) {
      names.push(...Buckets.flatMap(({ Name }) => Name ?? []))
    }
    return names
  } catch (error) {
    throw asRequestError(error)
  }
}
