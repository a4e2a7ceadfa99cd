import type { Format } from '../terminal/format.js'
import type { Terminal } from '../terminal/terminal.js'

export interface FormatOptions {
  readonly output?: Format
}

export function formatOf(options: FormatOptions, { output }: Terminal): Format {
  return options.output ?? (output.isTerminal ? 'table' : 'tsv')
}
