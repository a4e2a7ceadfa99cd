import type { ConnectionOptions, Environment } from './config/settings.js'
import type { Clock } from './core/time.js'
import type { Terminal } from './output/terminal.js'
import type { Client, Dependencies, Diagnosis } from './service/client.js'

export type { BucketUploads } from './service/bucket-uploads.js'
export type { PlannedChange } from './service/lifecycle.js'
export type { Client, ConnectionOptions, Environment }

type ConnectTo<Result> = (
  options: ConnectionOptions,
  dependencies: Pick<Dependencies, 'environment' | 'log'>,
) => Promise<Result>

/** Dependencies of a command that are not pure. */
export interface Context {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly clock: Clock
  /** Signal that stops the run. Its reason is a StopReason. */
  readonly signal: AbortSignal
  /** Connects to a server. It loads the SDK, which nothing needs before. */
  readonly connect: ConnectTo<Client>
  /** Checks whether `connect` would work, and if not, why. */
  readonly diagnose: ConnectTo<Diagnosis>
  /** Reads a file, a pipe or a FIFO, or stdin if the path is `-`. It throws if the run should stop. */
  readonly readFile: (path: string) => AsyncIterable<Uint8Array>
}
