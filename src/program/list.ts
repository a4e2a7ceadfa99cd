import type { Command } from 'commander'
import { takesBuckets } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesFormat } from './options/format.js'
import { takesSelection } from './options/selection.js'
import { takesView } from './options/view.js'
import type { Perform } from './perform.js'

export function declareList(program: Command, perform: Perform): void {
  const command = program.command('list').summary('show the incomplete uploads of a bucket')
  takesConnection(takesFormat(takesView(takesSelection(takesBuckets(command))))).action(
    perform(async () => (await import('../commands/list.js')).list),
  )
}
