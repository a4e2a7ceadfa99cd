import { setImmediate } from 'node:timers/promises'
import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { widthOf } from './text.js'

export interface Column<T> {
  readonly heading: string
  readonly isNumber?: boolean
  /** Returns the text for a row, which may have colors. */
  readonly cell: (row: T) => string
}

const BORDERS = ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) =>
  ['', '-mid', '-left', '-right'].map((end) => side + end),
)
const NO_LINES = Object.fromEntries(BORDERS.map((name) => [name, '']))

/** Rows per table of cli-table3, whose time grows with the square of its rows. */
const CHUNK = 100

/** Renders rows under headings, without lines. A list of uploads does not load cli-table3. */
export async function renderTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  screen: Screen,
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const { heading } = colorsFor(screen)
  const lines = [
    columns.map((column) => heading(column.heading)),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ]
  // Padded here, so that all chunks have the same widths.
  for (const [index, { isNumber }] of columns.entries()) {
    const width = lines.reduce((most, line) => Math.max(most, widthOf(line[index] ?? '')), 0)
    for (const line of lines) {
      const cell = line[index] ?? ''
      const padding = ' '.repeat(width - widthOf(cell))
      line[index] = isNumber ? padding + cell : cell + padding
    }
  }
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 }
  let text = ''
  for (let start = 0; start < lines.length; start += CHUNK) {
    const table = new Table({ chars: NO_LINES, style })
    table.push(...lines.slice(start, start + CHUNK))
    text += `${table.toString().replace(/ +$/gm, '')}\n`
    await setImmediate() // Otherwise Ctrl-C would have to wait for the last row.
  }
  return text
}
