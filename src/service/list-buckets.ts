import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { toCliError } from '../s3/describe-error.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { requestContext, type S3Context, send } from './s3-context.js'

/**
 * Lists the names of all buckets that the credentials can list.
 *
 * @throws CliError
 */
export async function listBuckets(context: S3Context, signal: AbortSignal): Promise<string[]> {
  const names = new Set<string>()
  try {
    for (let token: string | undefined; ;) {
      const input = token === undefined ? {} : { ContinuationToken: token }
      const page = await send(context, new ListBucketsCommand(input), signal)
      const known = names.size
      for (const { Name } of page.Buckets ?? []) if (Name !== undefined) names.add(Name)
      token = page.ContinuationToken
      if (token === undefined) return [...names]
      if (names.size === known) throw new InvalidResponseError('pages of buckets that repeat')
    }
  } catch (error) {
    throw toCliError(error, requestContext(context, 'list-buckets'))
  }
}
