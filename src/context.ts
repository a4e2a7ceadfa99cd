import type { Clock } from './core/clock.js'
import type { Environment } from './s3/setup/environment.js'
import type { ConnectionOptions } from './s3/setup/options.js'
import type { Examination, Store, World } from './s3/store.js'
import type { Terminal } from './terminal/terminal.js'

export type { Bucket, Finding } from './s3/bucket.js'
export type { RuleChange } from './s3/lifecycle/rule-change.js'
export type { ConnectionOptions, Environment, Store }

/** Everything impure that a command may touch. */
export interface Context {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly clock: Clock
  /** Fires when the run should stop; the reason is a StopReason. */
  readonly stop: AbortSignal
  /** Loads the S3 room, which nothing before it needs. */
  readonly connect: (options: ConnectionOptions, world: Pick<World, 'environment' | 'log'>) => Promise<Store>
  /** Looks whether `connect` would work, and if not, why. */
  readonly examine: (
    options: ConnectionOptions,
    world: Pick<World, 'environment' | 'log'>,
  ) => Promise<Examination>
  readonly readFile: (path: string) => Promise<string>
}
