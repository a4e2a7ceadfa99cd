import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import { formatInstant, type Instant } from '../core/time.js'
import type { UploadScan } from '../core/upload-scan.js'
import { bytesOf, lastActivityOf, type Upload } from '../core/upload.js'
import { colorsFor } from './colors.js'
import type { Screen } from './terminal.js'
import { formatAge, formatMinute, formatNumber, shortenEnd, shortenKey, widthOf } from './text.js'

/** Width from which there is room for the start time and a longer upload ID. */
const ROOMY = 120
const GAP = 2
const AGE = 4
const SHORT_ID = 10
const LONG_ID = 34
const MIN_KEY = 12

export interface UploadTableOptions {
  /** Scan that has matched the uploads. */
  readonly scan: Pick<UploadScan, 'now' | 'isRecent'>
  readonly includesParts: boolean
  /** Shows every column in full, also if a line is wider than the terminal. */
  readonly isWide: boolean
}

interface UploadColumn {
  readonly heading: string
  /** Columns of the terminal, without the gap after it. */
  readonly width: number
  readonly cell: (upload: Upload) => string
}

/**
 * Table of uploads, one line each. Its widths follow from the terminal and the first rows, so that a million uploads
 * are written page by page. cli-table3 would hold all of them, and takes a tenth of a millisecond per row.
 */
export class UploadTable {
  readonly #options: UploadTableOptions
  readonly #screen: Screen
  #columns: readonly UploadColumn[] | undefined

  constructor(options: UploadTableOptions, screen: Screen) {
    this.#options = options
    this.#screen = screen
  }

  /** Renders rows, below the headings the first time. */
  render(uploads: readonly Upload[]): string {
    if (uploads.length === 0) return ''
    const { scan } = this.#options
    const { heading, recent } = colorsFor(this.#screen)
    const columns = this.#columns ?? columnsFor(uploads, this.#options, this.#screen.width)
    let text = this.#columns ? '' : `${heading(tableLine(columns, (column) => column.heading))}\n`
    this.#columns = columns
    for (const upload of uploads) {
      const line = tableLine(columns, ({ cell }) => cell(upload))
      text += `${scan.isRecent(upload) ? recent(line) : line}\n`
    }
    return text
  }
}

function columnsFor(uploads: readonly Upload[], options: UploadTableOptions, width: number): UploadColumn[] {
  const { scan, includesParts, isWide } = options
  const age: UploadColumn = {
    heading: 'AGE',
    width: AGE,
    cell: (upload) => `${formatAge(upload.initiated, scan.now).padStart(AGE)}${scan.isRecent(upload) ? '*' : ''}`,
  }
  const keyWidth = uploads.reduce((width, { key }) => Math.max(width, widthOf(displaySafe(key))), 'KEY'.length)
  if (isWide) {
    const parts = includesParts ? [SIZE, PARTS, LAST_ACTIVITY] : []
    return [age, started(formatSecond), ...parts, ...names(keyWidth, Infinity, Infinity)]
  }
  const isRoomy = width >= ROOMY
  const before = [age, ...(isRoomy ? [started(formatMinute)] : []), ...(includesParts ? [SIZE] : [])]
  const left = width - 1 - before.reduce((sum, column) => sum + column.width + GAP, 0)
  const idWidth = isRoomy ? Math.min(LONG_ID, left - 62) : SHORT_ID
  const shortKey = Math.min(Math.max(left - idWidth - GAP, MIN_KEY), keyWidth)
  return [...before, ...names(shortKey, shortKey, idWidth)]
}

function names(width: number, maxKey: number, maxId: number): UploadColumn[] {
  return [
    { heading: 'KEY', width, cell: ({ key }) => shortenKey(displaySafe(key), maxKey) },
    { heading: 'UPLOAD ID', width: 0, cell: ({ uploadId }) => shortenEnd(displaySafe(uploadId), maxId) },
  ]
}

const SIZE = columnOf('SIZE', 8, bytesOf, formatSize)
const PARTS = columnOf('PARTS', 6, ({ parts }) => (typeof parts === 'object' ? parts.count : undefined), formatNumber)
const LAST_ACTIVITY = columnOf('LAST ACTIVITY (UTC)', 19, lastActivityOf, formatSecond)

function started(format: (time: Instant) => string): UploadColumn {
  return columnOf('STARTED (UTC)', format(0).length, ({ initiated }) => initiated, format)
}

/** Returns a column of values, of which some may be unknown. */
function columnOf(
  heading: string,
  width: number,
  valueOf: (upload: Upload) => number | undefined,
  format: (value: number) => string,
): UploadColumn {
  const cell = (upload: Upload) => {
    const value = valueOf(upload)
    return value === undefined ? '-' : format(value)
  }
  return { heading, width, cell }
}

function formatSecond(time: Instant): string {
  return formatInstant(time).slice(0, 19).replace('T', ' ')
}

/** Renders one row. A cell that is wider than its column moves the next ones, as far as they have no room. */
function tableLine(columns: readonly UploadColumn[], cellOf: (column: UploadColumn) => string): string {
  let line = ''
  let used = 0
  let start = 0
  for (const column of columns) {
    const cell = cellOf(column)
    const gap = Math.max(start - used, line === '' ? 0 : 1)
    line += ' '.repeat(gap) + cell
    used += gap + widthOf(cell)
    start += column.width + GAP
  }
  return line.trimEnd()
}
