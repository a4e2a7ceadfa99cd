import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { toCliError } from '../s3/describe-error.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { withRetries } from '../s3/retry.js'
import { withSignal } from '../s3/signing.js'
import { requestContext, type S3Context } from './s3-context.js'

const MAX_ATTEMPTS = 6

/**
 * Lists the names of all buckets that the credentials can list.
 *
 * @throws CliError
 */
export async function listBuckets(context: S3Context, signal: AbortSignal): Promise<string[]> {
  const { s3, clock } = context
  const names: string[] = []
  const tokens = new Set<string | undefined>()
  try {
    for (let token: string | undefined; ;) {
      const input = token === undefined ? {} : { ContinuationToken: token }
      const page = await withRetries(() => s3.send(withSignal(new ListBucketsCommand(input), signal)), {
        maxAttempts: MAX_ATTEMPTS,
        clock,
        signal,
      })
      names.push(...(page.Buckets ?? []).flatMap(({ Name }) => Name ?? []))
      token = page.ContinuationToken
      if (token === undefined) return names
      if (tokens.has(token)) throw new InvalidResponseError('pages of buckets that repeat')
      tokens.add(token)
    }
  } catch (error) {
    throw toCliError(error, requestContext(context, 'list-buckets'))
  }
}
