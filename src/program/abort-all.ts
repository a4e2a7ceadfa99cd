import type { Command } from 'commander'
import { parseCount } from '../core/count.js'
import { takesBucket } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesFormat } from './options/format.js'
import { takesPace } from './options/pace.js'
import { takesSelection } from './options/selection.js'
import type { Perform } from './perform.js'
import { parsed } from '../errors.js'

export function declareAbortAll(command: Command, perform: Perform): void {
  takesSelection(takesBucket(command))
    .optionsGroup('Safety:')
    .option('-n, --dry-run', 'show what would be aborted, and abort nothing')
    .option('-y, --yes', 'do not ask')
    .option('--sizes', 'tell how many bytes are at stake; one request per upload')
    .option('--max <count>', 'abort nothing if more than this many are selected', parsed('--max', parseCount))
  takesConnection(takesPace(takesFormat(command))).action(
    perform(async () => (await import('../commands/abort-all.js')).abortAll),
  )
}
