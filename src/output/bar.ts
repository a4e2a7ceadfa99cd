const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** Draws a share between 0 and 1 as a bar, exact to an eighth of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * width * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  return `${full}${EIGHTHS[eighths % 8] ?? ''}`.padEnd(width)
}
