import type { Command } from 'commander'
import type { Run } from '../commands/demo.js'
import type { Perform } from './perform.js'

export function declareDemo(command: Command, perform: Perform, run: Run): void {
  command.action(
    perform(async () => {
      const { demo } = await import('../commands/demo.js')
      return (_options, context) => demo(context, run)
    }),
  )
}
