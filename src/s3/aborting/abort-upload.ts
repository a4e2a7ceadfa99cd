import type { Outcome } from '../../core/outcome.js'
import type { Target } from '../../core/upload.js'
import { assertNamesUpload } from '../requests/guard.js'
import { RequestError, untrusted } from '../requests/request-error.js'
import type { SignedRequests } from '../requests/signed-requests.js'

/**
 * Asks the store once to abort an upload, and takes its answer for what it says. Whether it is so, only a fresh
 * listing can tell.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 *
 * @throws RequestError where the answer is neither that it is aborted nor that it is not there.
 */
export async function abortUpload(
  requests: SignedRequests,
  target: Target,
  signal: AbortSignal,
): Promise<Outcome> {
  assertNamesUpload(target)
  const { key, uploadId } = target
  try {
    const answer = await requests.send({ method: 'DELETE', key, query: { uploadId } }, signal)
    if (answer.body.length > 0) throw untrusted('it answered an abort with a document')
    return { kind: 'aborted' }
  } catch (error) {
    // Only this code: a 404 can also be a proxy's, or mean that the bucket is gone.
    const isGone =
      error instanceof RequestError &&
      error.reason.kind === 'answered' &&
      error.reason.code === 'NoSuchUpload'
    if (isGone) return { kind: 'already-gone' }
    throw error
  }
}
