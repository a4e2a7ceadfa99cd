import type { Command } from 'commander'
import type { Run } from '../commands/demo.js'
import type { Perform } from './perform.js'

export function declareDemo(program: Command, perform: Perform, run: Run): void {
  program
    .command('demo')
    .summary('the whole story on a store of its own: no account, no network')
    .action(
      perform(async () => {
        const { demo } = await import('../commands/demo.js')
        return (_options, context) => demo(context, run)
      }),
    )
}
