import { styleText } from 'node:util'
import type { Command } from 'commander'

type Example = readonly [purpose: string, commandLines: string]

// Not chalk, which takes a millisecond to load at every start. Commander removes the colors if the stream has none.
const ALWAYS = { validateStream: false }

export function bold(text: string): string {
  return styleText('bold', text, ALWAYS)
}

/** Adds examples to the end of the help. */
export function addExamples(command: Command, examples: readonly Example[]): void {
  const blocks = examples.map(([purpose, lines]) => {
    const comment = styleText('dim', `# ${purpose}`, ALWAYS)
    return `  ${comment}\n${lines.replace(/^/gm, '  $ ')}\n`
  })
  command.addHelpText('after', `\n${bold('Examples:')}\n${blocks.join('').trimEnd()}`)
}
