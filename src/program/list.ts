import type { Command } from 'commander'
import { takesBuckets } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesFormat } from './options/format.js'
import { takesSelection } from './options/selection.js'
import { takesView } from './options/view.js'
import type { Perform } from './perform.js'

export function declareList(command: Command, perform: Perform): void {
  takesConnection(takesFormat(takesView(takesSelection(takesBuckets(command))))).action(
    perform(async () => (await import('../commands/list.js')).list),
  )
}
