import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { widthOf } from './text.js'

export interface Column {
  readonly heading: string
  /** Aligns the cells right. */
  readonly isNumber?: boolean
}

export interface SizedColumn extends Column {
  /** Columns of the terminal, without the gap after it. */
  readonly width: number
}

/** Space between two columns. */
export const GAP = 2

/** Renders rows under headings, without lines. Cells may have colors. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], screen: Screen): string {
  const sized = columns.map((column, index) => {
    const width = rows.reduce((widest, cells) => Math.max(widest, widthOf(cells[index] ?? '')), column.heading.length)
    return { ...column, width }
  })
  return [headingLine(sized, screen), ...rows.map((cells) => tableLine(sized, cells))].join('')
}

export function headingLine(columns: readonly SizedColumn[], screen: Screen): string {
  const headings = tableLine(
    columns,
    columns.map(({ heading }) => heading),
  )
  return `${colorsFor(screen).heading(headings.trimEnd())}\n`
}

/** Renders one row. A cell that is wider than its column moves the next ones, as far as they have no room. */
export function tableLine(columns: readonly SizedColumn[], cells: readonly string[]): string {
  let line = ''
  let used = 0
  let start = 0
  columns.forEach(({ width, isNumber }, index) => {
    const cell = cells[index] ?? ''
    const cellWidth = widthOf(cell)
    const indent = isNumber ? Math.max(width - cellWidth, 0) : 0
    const gap = Math.max(start + indent - used, line === '' ? 0 : 1)
    line += ' '.repeat(gap) + cell
    used += gap + cellWidth
    start += width + GAP
  })
  return `${line.trimEnd()}\n`
}
