import stringWidth from 'string-width'

/** A column of a fixed width; the last one is as wide as it needs. */
export interface FixedColumn<T> {
  readonly heading: string
  readonly width: number
  /** The lines of its cell. */
  readonly lines: (row: T) => readonly Cell[]
}

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

/**
 * Rows whose widths do not depend on what is in them, so that they can be written as they come. Not cli-table3,
 * which looks at all of them first, and takes half a millisecond for each.
 */
export function renderRows<T>(columns: readonly FixedColumn<T>[], rows: readonly T[]): string {
  let text = ''
  for (const row of rows) {
    const cells = columns.map(({ lines }) => lines(row))
    const height = Math.max(...cells.map((lines) => lines.length))
    for (let index = 0; index < height; index++) {
      text += lineOf(
        columns,
        cells.map((lines) => lines[index] ?? EMPTY),
      )
    }
  }
  return text
}

export function renderHead<T>(columns: readonly FixedColumn<T>[], paint: (text: string) => string): string {
  return lineOf(
    columns,
    columns.map(({ heading }) => ({ text: heading, paint })),
  )
}

const EMPTY: Cell = { text: '' }

function lineOf<T>(columns: readonly FixedColumn<T>[], cells: readonly Cell[]): string {
  const last = cells.findLastIndex(({ text }) => text !== '')
  let line = ''
  for (const [index, { text, paint }] of cells.slice(0, last + 1).entries()) {
    line += paint ? paint(text) : text
    if (index < last) line += ' '.repeat(Math.max(0, (columns[index]?.width ?? 0) - widthOf(text)))
  }
  return `${line}\n`
}

function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}
