import { parseBucketName } from './core/bucket-name.js'
import { parseDuration } from './core/duration.js'
import { home } from './home.js'
import { type Bucket, libraryBucket } from './library/bucket.js'
import { parsed } from './parsed.js'
import { connect as connectTo } from './service/client.js'
import { systemClock } from './system-clock.js'
import { assertTlsVerification } from './tls-verification.js'

export type { AbortSummary, Failure, FailureKind, Outcome } from './core/outcome.js'
export type { MalformedEntry, Parts, Principal, Target, Upload } from './core/upload.js'
export { CliError, type ErrorKind } from './errors.js'
export type { Bucket, ListOptions, Options } from './library/bucket.js'
export type { Report, UploadOutcome } from './library/report.js'
export type { Conditions } from './library/conditions.js'

// The SDK's warning about the version of Node is for developers.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** Access key of an S3 server. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Time at which they expire. A function that returned them is called again five minutes before. */
  readonly expiration?: Date
}

/** Connection settings. Those left out come from the environment and its configuration files. */
export interface ConnectOptions {
  /** Endpoint URL, `primary` (https://cwobject.com, the default) or `lota` (http://cwlota.com, inside a cluster). */
  readonly endpoint?: string
  /** Region for the signature. CoreWeave accepts any. */
  readonly region?: string
  readonly addressing?: 'virtual' | 'path'
  /** Credentials, or a function that returns them and is called again before they expire. */
  readonly credentials?: Credentials | (() => Promise<Credentials>)
  /** Profile of the configuration files of CoreWeave or AWS. */
  readonly profile?: string
  /** Path of an s3cmd configuration file; true for ~/.s3cfg. */
  readonly s3cfg?: string | true
  /** Time limit per request, such as `'30s'` [default: 1m]. */
  readonly timeout?: string
  /** Allows plain http to other hosts than LOTA and localhost. */
  readonly allowHttp?: boolean
  /** Replaces `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Receives one line per request: method, URL, status and duration. Never a secret. */
  readonly log?: (line: string) => void
}

/** Connection to an S3 server. */
export interface Client {
  /** Such as https://cwobject.com. */
  readonly endpoint: string
  /** Source of the credentials, never their values. */
  readonly credentials: string
  /** Corrections of the settings, one sentence each. */
  readonly notes: readonly string[]
  /** @throws CliError, usage, for an invalid bucket name. */
  readonly bucket: (name: string) => Bucket
  /** Closes all connections. */
  readonly close: () => void
}

/**
 * Resolves the endpoint and credentials. Sends no request.
 *
 * @throws CliError: access-denied without credentials, usage if a profile or file does not exist, safety-check if the
 * endpoint is not allowed.
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { credentials, timeout, log, environment: given = process.env, ...settings } = options
  const environment = { HOME: home(), ...given }
  const client = await connectTo(
    {
      ...settings,
      ...(timeout !== undefined && { timeout: parsed('timeout', parseDuration)(timeout) }),
      ...(credentials && { credentials: providerOf(credentials) }),
    },
    { environment, clock: systemClock, ...(log && { log }) },
  )
  const assertCanAbort = () => {
    assertTlsVerification(environment)
  }
  return {
    ...client,
    bucket: (name) => libraryBucket(client.bucket(parsed('bucket', parseBucketName)(name)), assertCanAbort),
  }
}

function providerOf(credentials: Credentials | (() => Promise<Credentials>)): () => Promise<Credentials> {
  return typeof credentials === 'function' ? credentials : () => Promise.resolve(credentials)
}
