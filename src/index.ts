import type { ConnectionOptions } from './config/settings.js'
import { type Bucket, libraryBucket } from './library/bucket.js'
import { type ClientInfo, connect as connectTo } from './service/client.js'
import { assertTlsVerification, home, systemClock } from './system.js'

export type { ConnectionOptions, Credentials } from './config/settings.js'
export type { AbortSummary, Failure, FailureKind, Outcome } from './core/outcome.js'
export type { MalformedEntry, Parts, Principal, Target, Upload } from './core/upload.js'
export { Progress } from './core/progress.js'
export { CliError, type ErrorKind } from './errors.js'
export type { ClientInfo } from './service/client.js'
export type { Bucket, ListOptions, Options, Report, UploadOutcome } from './library/bucket.js'
export type { Conditions } from './library/conditions.js'

// The SDK's warning about the version of Node is for developers.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** Connection settings. Those left out come from the environment and its configuration files. */
export interface ConnectOptions extends ConnectionOptions {
  /** Replaces `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Receives one line per request: method, URL, status and duration. Never a secret. */
  readonly log?: (line: string) => void
}

/** Connection to an S3 server. */
export interface Client extends ClientInfo {
  /**
   * Returns a bucket by name. Sends no request, so the bucket need not exist.
   *
   * @throws CliError, usage, for an invalid bucket name.
   */
  readonly bucket: (name: string) => Bucket
}

/**
 * Resolves the endpoint and credentials. Sends no request.
 *
 * ```ts
 * const client = await connect({ endpoint: 'lota' })
 * const bucket = client.bucket('training-data')
 * ```
 *
 * @throws CliError: access-denied without credentials, usage if a profile or file does not exist, safety-check if the
 * endpoint is not allowed.
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { log, environment: given = process.env, ...settings } = options
  const environment = { HOME: home(), ...given }
  const client = await connectTo(settings, { environment, clock: systemClock, ...(log && { log }) })
  const assertCanAbort = () => {
    assertTlsVerification(environment)
  }
  return {
    ...client,
    bucket: (name) => libraryBucket(client.bucket(name), assertCanAbort),
  }
}
