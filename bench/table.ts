/** Formats a ratio, such as `3.2 ×`. */
export function times(one = NaN, other = NaN): string {
  return Number.isNaN(one / other) ? 'not measured' : `${round(one / other)} ×`
}

/** Rounds to a number of decimals. Large numbers become integers with thousands separators. */
export function round(value: number, digits = 1): string {
  if (Number.isNaN(value)) return 'not measured'
  return value >= 20 ? Math.round(value).toLocaleString('en-US') : value.toFixed(digits)
}

/** Renders a table in Markdown. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(headings) + line(headings.map(() => '---')) + rows.map(line).join('')
}
