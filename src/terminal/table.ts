import Table from 'cli-table3'
import type { Style } from './style.js'

export interface Column {
  readonly heading: string
  /** Columns of the screen, with the space to the next; as wide as its content where it is not given. */
  readonly width?: number
  readonly isNumber?: boolean
}

/** Rows under headings, without lines, as fits a terminal; cells may be painted, and have several lines. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { style, withHead }: { style: Style; withHead: boolean },
): string {
  const table = new Table({
    head: withHead ? columns.map(({ heading }) => style.heading(heading)) : [],
    colWidths: columns.map(({ width }) => width ?? null),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  table.push(...rows.map((cells) => [...cells]))
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

const BORDERS = ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) =>
  ['', '-mid', '-left', '-right'].map((end) => side + end),
)
const NO_LINES = Object.fromEntries(BORDERS.map((name) => [name, '']))
