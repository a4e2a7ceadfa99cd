import type { Command } from 'commander'
import { parseConcurrency } from '../../core/count.js'
import { Flag } from './flag.js'

export interface AbortFlags {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly concurrency?: number
}

/** Adds the options of the commands that abort. */
export function addAbortOptions(command: Command): Command {
  command.optionsGroup('Safety:')
  return command
    .addOption(new Flag('-n, --dry-run', 'Show what would be aborted, and abort nothing', { isCommon: true }))
    .addOption(new Flag('-y, --yes', 'Skip the confirmation prompt', { isCommon: true }))
    .addOption(
      new Flag('--concurrency <count>', 'Maximum concurrent requests [default: adaptive, up to 256]', {
        parse: parseConcurrency,
      }),
    )
}
