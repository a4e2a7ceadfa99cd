import type { AwsCredentialIdentity } from '@smithy/types'
import type { Duration } from '../../core/duration.js'
import type { Addressing } from './endpoint.js'

/** Fetches credentials; those that end say when. */
export type CredentialProvider = () => Promise<AwsCredentialIdentity>

/** What the person said about the connection, as flags, or a program that calls the library. */
export interface ConnectionOptions {
  readonly endpoint?: string
  readonly region?: string
  readonly profile?: string
  /** A file of s3cmd's; true for the usual one. */
  readonly s3cfg?: string | true
  readonly addressing?: Addressing
  readonly timeout?: Duration
  readonly allowHttp?: boolean
  /** Only a program can hand them in: there is no flag that would put a secret into a command line. */
  readonly credentials?: CredentialProvider
}
