import { setMaxListeners } from 'node:events'
import type { BucketContext } from '../../src/service/s3-context.js'
import { clientFor, type TestClientOptions } from '../s3/client.js'
import type { Fault } from '../support/faults.js'
import type { TestServer } from '../support/server.js'

/** Creates a context for the bucket of a test. */
export function contextFor(server: TestServer, options: TestClientOptions = {}): BucketContext {
  const { endpoint, clock } = server
  const s3 = clientFor(server, options)
  return { s3, clock, endpoint, credentials: 'a test', bucket: 'bkt', url: new URL(endpoint) }
}

/** Returns a signal that never aborts, without a limit for listeners. */
export function unabortedSignal(): AbortSignal {
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  return signal
}

/** Returns a fault that applies these faults one after another, and repeats the last one. */
export function faultSequence(...faults: readonly Fault[]): Fault {
  let count = 0
  return (incoming, outgoing) => {
    const fault = faults[Math.min(count++, faults.length - 1)]
    fault?.(incoming, outgoing)
  }
}
