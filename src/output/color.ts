import type { Output, Terminal } from './terminal.js'

/**
 * Returns true if a stream gets color: NO_COLOR before FORCE_COLOR before TERM=dumb before the kind of stream. Chalk
 * itself tests only stdout, and FORCE_COLOR overrides NO_COLOR there (https://no-color.org).
 */
export function wantsColor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTerminal && TERM !== 'dumb'
}

/** Value of `--color`. `--no-color` is false. */
export type ColorOption = 'auto' | 'always' | 'never' | false

/** Returns a terminal with the color that the command line asks for. */
export function withColor(terminal: Terminal, option: ColorOption = 'auto'): Terminal {
  if (option === 'auto') return terminal
  const hasColor = { value: option === 'always', enumerable: true }
  // Derived, because the width and the failure of an output can change.
  const colored = (output: Output): Output => Object.create(output, { hasColor }) as Output
  return { ...terminal, stdout: colored(terminal.stdout), stderr: colored(terminal.stderr) }
}
