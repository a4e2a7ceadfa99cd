import type { S3Client, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3'
import type { Command } from '@smithy/types'
import type { Clock } from '../core/time.js'
import type { RequestContext } from '../s3/describe-error.js'
import type { BucketEndpoint } from '../s3/request-guard.js'
import { withRetries } from '../s3/retry.js'
import { withSignal } from '../s3/signing.js'

/** Dependencies of the service that send requests and describe their errors. */
export interface S3Context {
  readonly s3: S3Client
  readonly clock: Clock
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Source of the credentials, never their values. */
  readonly credentials: string
  /** Returns the address of a bucket, or of the server. */
  readonly endpointOf: (bucket: string | undefined) => BucketEndpoint
}

/**
 * Sends a command that changes nothing, with retries.
 *
 * @throws RequestError
 */
export function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  { s3, clock }: S3Context,
  command: Command<ServiceInputTypes, Input, ServiceOutputTypes, Output, S3ClientResolvedConfig>,
  signal: AbortSignal,
): Promise<Output> {
  return withRetries(() => s3.send(withSignal(command, signal)), { clock, signal })
}

export function requestContext(
  { endpoint, credentials, endpointOf }: S3Context,
  operation: RequestContext['operation'],
  bucket?: string,
): RequestContext {
  const { url, proxy } = endpointOf(bucket)
  return { operation, bucket, endpoint, credentials, url, proxy }
}
