import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { Problem } from '../errors.js'
import { Bucket } from './bucket.js'
import { BucketRequests } from './bucket-requests.js'
import { Credentials } from './credentials.js'
import { type ConnectionOptions, resolveConnection } from './setup/connection.js'
import { providerFor } from './setup/credential-provider.js'
import type { Environment } from './setup/environment.js'
import { Signer } from './signing.js'
import { type Limits, Wire } from './wire.js'

const MOST_BYTES_OF_A_PAGE = 16 * 2 ** 20
const LONGEST_CONNECT: Duration = 10_000
const LONGEST_SILENCE: Duration = 30_000

/** An S3 store that we can speak to. */
export interface Store {
  readonly endpoint: string
  /** Where the credentials come from, never what they are. */
  readonly credentials: string
  /** What was put right in what was said, for people. */
  readonly notes: readonly string[]
  readonly bucket: (name: string) => Bucket
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
  const { environment, clock, log = () => undefined } = world
  const connection = await resolveConnection(options, environment)
  const { endpoint, credentials: source, notes } = connection
  if (source instanceof Problem) throw source
  const credentials = new Credentials(source.from, providerFor(source, endpoint.value), clock.now)
  const signer = new Signer(connection.region.value)
  const way = { connection, credentials, signer, wire: new Wire(limitsFor(connection.timeout), log), clock }
  return {
    endpoint: endpoint.value.origin,
    credentials: source.from,
    notes,
    bucket: (name) => new Bucket(name, new BucketRequests(name, way), clock),
  }
}

/** A store that is silent for half of the time it has is asked once more; one that drips is not. */
function limitsFor(timeout: Duration): Limits {
  return {
    connect: Math.min(LONGEST_CONNECT, timeout / 2),
    idle: Math.min(LONGEST_SILENCE, timeout / 2),
    whole: timeout,
    bodyBytes: MOST_BYTES_OF_A_PAGE,
  }
}
