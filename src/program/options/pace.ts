import type { Command } from 'commander'
import { parseConcurrency } from '../../core/count.js'
import { parsed } from '../../errors.js'

export function takesPace(command: Command): Command {
  return command
    .optionsGroup('Pace:')
    .option(
      '--concurrency <count>',
      'at most so many aborts at once (default: as many as the store can take)',
      parsed('--concurrency', parseConcurrency),
    )
}
