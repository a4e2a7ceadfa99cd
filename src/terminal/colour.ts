/**
 * Whether a stream gets colour: NO_COLOR over FORCE_COLOR over TERM=dumb over whether it is a terminal.
 * Chalk by itself asks only about stdout, and lets FORCE_COLOR beat NO_COLOR (https://no-color.org).
 */
export function wantsColour(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTerminal && TERM !== 'dumb'
}
