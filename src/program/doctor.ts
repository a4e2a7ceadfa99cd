import type { Command } from 'commander'
import { takesBucket } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import type { Perform } from './perform.js'

export function declareDoctor(program: Command, perform: Perform): void {
  const command = program
    .command('doctor')
    .summary('show what is connected to, as whom, and what is in the way')
  takesBucket(command).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(perform(async () => (await import('../commands/doctor.js')).doctor))
}
