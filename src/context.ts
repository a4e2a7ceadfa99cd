import type { Clock } from './core/clock.js'
import type { ConnectionOptions } from './config/connect-options.js'
import type { Environment } from './config/resolved-value.js'
import type { Client, Dependencies, Diagnosis } from './service/client.js'
import type { Terminal } from './output/terminal.js'

export type { Blocking } from './service/blocking.js'
export type { BucketUploads, ScanOptions } from './service/bucket-uploads.js'
export type { RuleChange } from './service/lifecycle.js'
export type { Client, ConnectionOptions, Environment }

/** Everything impure that a command may touch. */
export interface Context {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly clock: Clock
  /** Fires when the run should stop; the reason is a StopReason. */
  readonly stop: AbortSignal
  /** Loads the S3 room, which nothing before it needs. */
  readonly connect: (
    options: ConnectionOptions,
    dependencies: Pick<Dependencies, 'environment' | 'log'>,
  ) => Promise<Client>
  /** Looks whether `connect` would work, and if not, why. */
  readonly diagnose: (
    options: ConnectionOptions,
    dependencies: Pick<Dependencies, 'environment' | 'log'>,
  ) => Promise<Diagnosis>
  /** Reads a file, a pipe or a FIFO, or stdin if the path is `-`. It throws if the run should stop. */
  readonly readFile: (path: string) => AsyncIterable<Uint8Array>
}
