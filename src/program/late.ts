import type { Command } from 'commander'
import { showExamples } from './examples.js'

type Declare = (command: Command) => void

/**
 * Declares what belongs to a command only when it was chosen: every option takes time to declare, and of most
 * commands a run needs the name and the summary.
 */
export class LateDeclarations {
  readonly #declarations = new Map<Command, Declare>()

  constructor(program: Command) {
    program.hook('preSubcommand', (_, command) => {
      this.#declare(command)
    })
  }

  add(command: Command, declare: Declare): void {
    this.#declarations.set(command, declare)
  }

  /** For what tells of every command. */
  declareAll(): void {
    for (const command of [...this.#declarations.keys()]) this.#declare(command)
  }

  #declare(command: Command): void {
    const declare = this.#declarations.get(command)
    if (!declare) return
    this.#declarations.delete(command)
    declare(command)
    showExamples(command, command.name())
  }
}
