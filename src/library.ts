import { assertCertificatesCount } from './certificates.js'
import { parseBucketName } from './core/bucket-name.js'
import { parseDuration } from './core/duration.js'
import { home } from './home.js'
import { type Bucket, libraryBucket } from './library/bucket.js'
import { parsed } from './parsed.js'
import { connect as connectTo } from './s3/store.js'
import { systemClock } from './system-clock.js'

export type { Failure, FailureKind, Outcome, Tally } from './core/outcome.js'
export type { Parts, Principal, Target, Untrustworthy, Upload } from './core/upload.js'
export { Problem, type ProblemKind } from './errors.js'
export type { Bucket, ListOptions, Options } from './library/bucket.js'
export type { Report, UploadOutcome } from './library/report.js'
export type { Conditions } from './library/selection.js'

/** An access key of a store. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they end, if they do: a function that gives them is asked again five minutes before. */
  readonly expiration?: Date
}

/** Where to, how, and as whom. What is not said is taken from the environment and the files that it names. */
export interface ConnectOptions {
  /** A URL, `primary` (https://cwobject.com, the default) or `lota` (http://cwlota.com, inside a cluster). */
  readonly endpoint?: string
  /** The region to sign for. CoreWeave takes any. */
  readonly region?: string
  /** Where the bucket goes: into the host name, or into the path. CoreWeave wants `virtual`, the default. */
  readonly addressing?: 'virtual' | 'path'
  /** Credentials, or a function that gives them and is asked again when they end. */
  readonly credentials?: Credentials | (() => Promise<Credentials>)
  /** A profile of ~/.coreweave/cw.credentials, ~/.aws/credentials or their config files. */
  readonly profile?: string
  /** A configuration of s3cmd to take endpoint and keys from; true for ~/.s3cfg. */
  readonly s3cfg?: string | true
  /** How long one request may take until its answer is complete, such as `'30s'`; a minute by default. */
  readonly timeout?: string
  /** Speak without TLS to a store that is neither LOTA nor on this machine. */
  readonly allowHttp?: boolean
  /** Stands in for `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Is told of every request, a line each: method, URL, status, duration. Never a secret. */
  readonly log?: (line: string) => void
}

/** An S3 store that can be spoken to. */
export interface Store {
  /** Such as https://cwobject.com. */
  readonly endpoint: string
  /** Where the credentials come from, never what they are. */
  readonly credentials: string
  /** What was put right in what was said of the connection, a sentence each. */
  readonly notes: readonly string[]
  /** @throws Problem, usage, for what cannot be the name of a bucket: 3 to 63 of `a-z 0-9 -`. */
  readonly bucket: (name: string) => Bucket
}

/**
 * Finds out where to and as whom. Nothing is sent yet.
 *
 * @throws Problem: denied where there are no credentials, usage where something that was named is not there,
 * refused where the endpoint must not be spoken to.
 */
export async function connect(options: ConnectOptions = {}): Promise<Store> {
  const { credentials, timeout, log, environment: given = process.env, ...connection } = options
  const environment = { HOME: home(), ...given }
  const store = await connectTo(
    {
      ...connection,
      ...(timeout !== undefined && { timeout: parsed('timeout', parseDuration)(timeout) }),
      ...(credentials && { credentials: providerOf(credentials) }),
    },
    { environment, clock: systemClock, ...(log && { log }) },
  )
  return {
    endpoint: store.endpoint,
    credentials: store.credentials,
    notes: store.notes,
    bucket: (name) =>
      libraryBucket(store.bucket(parsed('bucket', parseBucketName)(name)), () => {
        assertCertificatesCount(environment)
      }),
  }
}

function providerOf(credentials: Credentials | (() => Promise<Credentials>)): () => Promise<Credentials> {
  return typeof credentials === 'function' ? credentials : () => Promise.resolve(credentials)
}
