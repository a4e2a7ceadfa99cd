import type { Command } from 'commander'
import { takesBucket } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesFormat } from './options/format.js'
import { takesPace } from './options/pace.js'
import type { Perform } from './perform.js'

export function declareAbort(command: Command, perform: Perform): void {
  takesBucket(command)
    .optionsGroup('Which (key and upload id, or a listing):')
    .option('--key <key>', 'the key of the upload')
    .option('--upload-id <id>', 'its upload id')
    .option('--from <file>', 'Abort the uploads of a listing (json, ndjson or tsv); - reads stdin')
    .option('--dry-run', 'Show what --from would abort')
    .option('--ignore-not-found', 'an upload that is not there is fine')
    .option('-y, --yes', 'do not ask, with --from')
  takesConnection(takesPace(takesFormat(command))).action(
    perform(async () => (await import('../commands/abort.js')).abort),
  )
}
