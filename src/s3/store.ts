import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { Bucket } from './bucket.js'
import { BucketRequests } from './bucket-requests.js'
import { createClient } from './client.js'
import { type ConnectionOptions, type Environment, resolveConnection } from './connection.js'
import { Wire } from './wire.js'

const MOST_BYTES_OF_A_PAGE = 16 * 2 ** 20
const LONGEST_CONNECT: Duration = 10_000
const LONGEST_SILENCE: Duration = 30_000

/** An S3 store that we can speak to. */
export interface Store {
  readonly endpoint: string
  /** Where the credentials come from, never what they are. */
  readonly credentials: string
  bucket(name: string): Bucket
}

/** @throws Problem, usage, for options that name no endpoint. Nothing is sent yet. */
export function connect(
  options: ConnectionOptions,
  world: { environment: Environment; clock: Clock },
): Store {
  const connection = resolveConnection(options, world.environment)
  const client = createClient(connection, world.environment)
  const { timeout } = connection
  const wire = new Wire({
    connect: Math.min(LONGEST_CONNECT, timeout),
    idle: Math.min(LONGEST_SILENCE, timeout),
    whole: timeout,
    bodyBytes: MOST_BYTES_OF_A_PAGE,
  })
  return {
    endpoint: connection.endpoint.origin,
    credentials: connection.profile
      ? `profile ${connection.profile}`
      : "the environment or the SDK's usual places",
    bucket: (name) => new Bucket(name, new BucketRequests(name, connection, client, wire), world.clock),
  }
}
