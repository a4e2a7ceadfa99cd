import type { Command } from 'commander'
import { takesBuckets } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesSelection } from './options/selection.js'
import type { Perform } from './perform.js'

export function declareVerify(command: Command, perform: Perform): void {
  takesSelection(takesBuckets(command)).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(perform(async () => (await import('../commands/verify.js')).verify))
}
