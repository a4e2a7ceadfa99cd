import type { Check, Setting } from '../core/check.js'
import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { Problem } from '../errors.js'
import { Bucket } from './bucket.js'
import { Diagnosis } from './doctor/diagnosis.js'
import { SignedRequests, type Way } from './requests/signed-requests.js'
import { Signer } from './requests/signing.js'
import { type Limits, Wire } from './requests/wire.js'
import { type Connection, resolveConnection } from './setup/connection.js'
import { providerFor } from './setup/credential-provider.js'
import type { CredentialSource } from './setup/credential-source.js'
import { Credentials, maskedKey } from './setup/credentials.js'
import type { Environment } from './setup/environment.js'
import type { ConnectionOptions } from './setup/options.js'

const MOST_BYTES_OF_A_PAGE = 16 * 2 ** 20
const LONGEST_CONNECT: Duration = 10_000
const LONGEST_SILENCE: Duration = 30_000

/** Node runs a timer that is longer than this at once: 24.8 days. */
const MAX_TIMER: Duration = 2 ** 31 - 1

/** An S3 store that we can speak to. */
export interface Store {
  readonly endpoint: string
  /** Where the credentials come from, never what they are. */
  readonly credentials: string
  /** What was put right in what was said, for people. */
  readonly notes: readonly string[]
  readonly bucket: (name: string) => Bucket
  /** The names of all buckets that the credentials may know of. */
  readonly bucketNames: (stop: AbortSignal) => Promise<string[]>
}

export interface World {
  readonly environment: Environment
  readonly clock: Clock
  /** Is told of every request, a line each. */
  readonly log?: (line: string) => void
}

/**
 * Finds out where to and as whom. Nothing is sent yet.
 *
 * @throws Problem, where there are no credentials, or the endpoint must not be spoken to.
 */
export async function connect(options: ConnectionOptions, world: World): Promise<Store> {
  const connection = await resolveConnection(options, world.environment)
  if (connection.credentials instanceof Problem) throw connection.credentials
  const way = wayOf(connection, world)
  return {
    endpoint: connection.endpoint.value.origin,
    credentials: way.credentials.source,
    notes: connection.notes,
    bucket: (name) => new Bucket(name, new SignedRequests(name, way), world.clock),
    bucketNames: async (stop) => {
      const { bucketNames } = await import('./buckets.js')
      return bucketNames(way, stop)
    },
  }
}

/** What is known of a connection before it is used, and what comes of trying it. */
export interface Examination {
  readonly settings: readonly Setting[]
  readonly notes: readonly string[]
  /** Looks at one thing after another. */
  readonly checks: (bucket: string | undefined, stop: AbortSignal) => AsyncIterable<Check>
}

/** As `connect`, but missing credentials are among what is found out. */
export async function examine(options: ConnectionOptions, world: World): Promise<Examination> {
  const connection = await resolveConnection(options, world.environment)
  const way = wayOf(connection, world)
  return {
    settings: settingsOf(connection),
    notes: connection.notes,
    checks: (bucket, stop) => new Diagnosis(way, new SignedRequests(bucket, way), bucket, stop).checks(),
  }
}

function settingsOf({ endpoint, addressing, region, credentials }: Connection): Setting[] {
  return [
    { name: 'Endpoint', value: endpoint.value.origin, from: endpoint.from },
    { name: 'Addressing', ...addressing },
    { name: 'Region', ...region },
    { name: 'Credentials', ...keyOf(credentials) },
  ]
}

function keyOf(credentials: CredentialSource | Problem): Omit<Setting, 'name'> {
  if (credentials instanceof Problem) return { value: 'none', from: 'nowhere' }
  const { kind, from } = credentials
  return { value: kind === 'static' ? maskedKey(credentials.identity.accessKeyId) : 'asked for', from }
}

function wayOf(connection: Connection, { clock, log }: World): Way {
  const { credentials: source, endpoint, region, timeout } = connection
  const [from, provider] =
    source instanceof Problem
      ? ['nowhere', () => Promise.reject(source)]
      : [source.from, providerFor(source, endpoint.value)]
  return {
    connection,
    credentials: new Credentials(from, provider, clock.now),
    signer: new Signer(region.value),
    wire: new Wire(limitsFor(timeout), log),
    clock,
  }
}

/** A store that is silent for half of the time it has is asked once more; one that drips is not. */
function limitsFor(requested: Duration): Limits {
  const timeout = Math.min(requested, MAX_TIMER)
  return {
    connect: Math.min(LONGEST_CONNECT, timeout / 2),
    idle: Math.min(LONGEST_SILENCE, timeout / 2),
    whole: timeout,
    bodyBytes: MOST_BYTES_OF_A_PAGE,
  }
}
