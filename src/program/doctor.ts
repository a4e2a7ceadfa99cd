import type { Command } from 'commander'
import { takesBucket } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import type { Perform } from './perform.js'

export function declareDoctor(command: Command, perform: Perform): void {
  takesBucket(command).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(perform(async () => (await import('../commands/doctor.js')).doctor))
}
