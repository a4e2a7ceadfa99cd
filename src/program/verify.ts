import type { Command } from 'commander'
import { takesBuckets } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import { takesSelection } from './options/selection.js'
import type { Perform } from './perform.js'

export function declareVerify(program: Command, perform: Perform): void {
  const command = program
    .command('verify')
    .summary('tell whether a bucket is clear: exit 0 if so, 8 if uploads remain')
  takesSelection(takesBuckets(command)).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(perform(async () => (await import('../commands/verify.js')).verify))
}
