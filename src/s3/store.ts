import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { Bucket } from './bucket.js'
import { BucketRequests } from './bucket-requests.js'
import { createClient } from './client.js'
import { type ConnectionOptions, type Environment, resolveConnection } from './connection.js'
import { Credentials } from './credentials.js'
import { signerFor } from './signing.js'
import { type Limits, Wire } from './wire.js'

const MOST_BYTES_OF_A_PAGE = 16 * 2 ** 20
const LONGEST_CONNECT: Duration = 10_000
const LONGEST_SILENCE: Duration = 30_000

/** An S3 store that we can speak to. */
export interface Store {
  readonly endpoint: string
  /** Where the credentials come from, never what they are. */
  readonly credentials: string
  readonly bucket: (name: string) => Bucket
}

export interface World {
  readonly environment: Environment
  readonly clock: Clock
  /** Is told of every request, a line each. */
  readonly log?: (line: string) => void
}

/** @throws Problem, usage, for options that name no endpoint. Nothing is sent yet. */
export function connect(options: ConnectionOptions, world: World): Store {
  const { environment, clock, log = () => undefined } = world
  const connection = resolveConnection(options, environment)
  const { config } = createClient(connection, environment)
  const source = connection.profile ? `profile ${connection.profile}` : 'the environment'
  const credentials = new Credentials(source, config.credentials)
  const way = {
    connection,
    credentials,
    sign: signerFor(connection.region, config.sha256),
    wire: new Wire(limitsFor(connection.timeout), log),
    clock,
  }
  return {
    endpoint: connection.endpoint.origin,
    credentials: source,
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
