import type { Output, Terminal } from './terminal.js'

/** What was said of colour on the command line: `--no-color` is false. */
export interface ColourOption {
  readonly color?: 'auto' | 'always' | 'never' | false
}

/** The same terminal, with colour where it was asked for and without where it was refused. */
export function coloured(terminal: Terminal, color: ColourOption['color'] = 'auto'): Terminal {
  if (color === 'auto') return terminal
  const hasColour = color === 'always'
  const painted = (output: Output): Output => ({ ...output, width: output.width, hasColour })
  return { ...terminal, output: painted(terminal.output), errors: painted(terminal.errors) }
}
