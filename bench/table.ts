/** `3.2 ×`. */
export function times(one: number, other: number): string {
  return `${round(one / other)} ×`
}

/** To so many digits after the point, where there is little before it. */
export function round(value: number, digits = 1): string {
  return Number.isNaN(value)
    ? 'not measured'
    : value >= 20
      ? Math.round(value).toLocaleString('en-US')
      : value.toFixed(digits)
}

/** In Markdown. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(headings) + line(headings.map(() => '---')) + rows.map(line).join('')
}
