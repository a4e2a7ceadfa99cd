import type { AwsCredentialIdentity } from '@smithy/types'
import type { Duration } from '../core/duration.js'
import type { Addressing } from './endpoint.js'

/** Fetches credentials. It is called again before they expire. */
export type CredentialProvider = () => Promise<AwsCredentialIdentity>

/** Connection settings of a command line or of a caller of the library. */
export interface ConnectOptions {
  readonly endpoint?: string
  readonly region?: string
  readonly profile?: string
  /** Path of an s3cmd configuration file; true for ~/.s3cfg. */
  readonly s3cfg?: string | true
  readonly addressing?: Addressing
  readonly timeout?: Duration
  readonly allowHttp?: boolean
  /** Only for the library: a flag would show a secret in the list of processes. */
  readonly credentials?: CredentialProvider
}
