import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'

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

/** Renders rows under headings, without lines. A list of uploads does not load cli-table3. */
export async function renderTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  screen: Screen,
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const { heading } = colorsFor(screen)
  const table = new Table({
    head: columns.map((column) => heading(column.heading)),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  table.push(...rows.map((row) => columns.map(({ cell }) => cell(row))))
  return `${table.toString().replace(/ +$/gm, '')}\n`
}
