import type { S3Client, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3'
import type { Command } from '@smithy/types'
import type { Clock } from '../core/time.js'
import type { RequestContext } from '../s3/describe-error.js'
import { withRetries } from '../s3/retry.js'
import { withSignal } from '../s3/s3-client.js'

/** Client for a server or one of its buckets, and what the messages of errors name. */
export interface S3Context extends Omit<RequestContext, 'operation'> {
  readonly s3: S3Client
  readonly clock: Clock
}

export interface BucketContext extends S3Context {
  readonly bucket: string
}

/** Sends a command that changes nothing, with retries. @throws RequestError */
export function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  { s3, clock }: S3Context,
  command: Command<ServiceInputTypes, Input, ServiceOutputTypes, Output, S3ClientResolvedConfig>,
  signal: AbortSignal,
): Promise<Output> {
  return withRetries(() => s3.send(withSignal(command, signal)), { clock, signal })
}
