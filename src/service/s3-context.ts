import type { S3Client } from '@aws-sdk/client-s3'
import type { Clock } from '../core/clock.js'
import type { RequestContext } from '../s3/describe-error.js'

/** What the service needs to send requests and to describe their errors. */
export interface S3Context {
  readonly s3: S3Client
  readonly clock: Clock
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Source of the credentials, never their values. */
  readonly credentials: string
  /** Returns the host of requests to a bucket, or to the server. */
  readonly hostOf: (bucket: string | undefined) => string
}

export function requestContext(
  { endpoint, credentials, hostOf }: S3Context,
  operation: RequestContext['operation'],
  bucket?: string,
): RequestContext {
  return { operation, bucket, endpoint, credentials, host: hostOf(bucket) }
}
