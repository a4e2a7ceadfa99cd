import { formatInstant, type Instant } from '../core/time.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import { bytesOf, lastActivityOf, type Upload } from '../core/upload.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { Colors } from './colors.js'
import { formatAge, formatMinute, formatNumber, shortenEnd, shortenKey, widthOf } from './text.js'

/** Width from which there is room for the start time and a longer upload ID. */
const ROOMY = 120
const AGE = 6
const STARTED = 18
const SIZE = 10
const SHORT_ID = 10
const LONG_ID = 34
const MIN_KEY = 12

export interface UploadTableOptions {
  /** Scan that has matched the uploads. */
  readonly scan: Pick<UploadScan, 'now' | 'isRecent'>
  /** Columns of the terminal. */
  readonly width: number
  readonly colors: Colors
  readonly includesParts: boolean
  /** Shows every column in full, also if a line is wider than the terminal. */
  readonly isWide: boolean
}

interface TableColumn {
  readonly heading: string
  /** Columns of the terminal, with the space before the next column. */
  readonly width: number
  readonly cell: (upload: Upload) => string
}

/**
 * Table of uploads, one line each. Its widths follow from the terminal and the first rows, so that a million uploads
 * are written page by page. cli-table3 would hold all of them, and takes a tenth of a millisecond per row.
 */
export class UploadTable {
  readonly #options: UploadTableOptions
  #columns: readonly TableColumn[] | undefined

  constructor(options: UploadTableOptions) {
    this.#options = options
  }

  /** Renders rows, below the headings the first time. */
  render(uploads: readonly Upload[]): string {
    if (uploads.length === 0) return ''
    const { colors, scan } = this.#options
    let head = ''
    if (!this.#columns) {
      this.#columns = columnsFor(uploads, this.#options)
      head = `${colors.heading(lineOf(this.#columns, ({ heading }) => heading))}\n`
    }
    const columns = this.#columns
    return uploads.reduce((text, upload) => {
      const line = lineOf(columns, ({ cell }) => cell(upload))
      return `${text}${scan.isRecent(upload) ? colors.recent(line) : line}\n`
    }, head)
  }
}

function columnsFor(uploads: readonly Upload[], options: UploadTableOptions): TableColumn[] {
  const { scan, width, includesParts, isWide } = options
  const age: TableColumn = {
    heading: 'AGE',
    width: AGE,
    cell: (upload) => {
      const text = formatAge(upload.initiated, scan.now)
      const column = text.length > AGE - 2 ? text : text.padStart(AGE - 2)
      return `${column}${scan.isRecent(upload) ? '*' : ''}`
    },
  }
  const size = { heading: 'SIZE', width: SIZE, cell: sizeCell }
  if (isWide) return [age, ...wideColumns(uploads, includesParts ? [size, ...partsColumns()] : [])]
  const isRoomy = width >= ROOMY
  const started = { heading: 'STARTED (UTC)', width: STARTED, cell: startedCell(formatMinute) }
  const before = [age, ...(isRoomy ? [started] : []), ...(includesParts ? [size] : [])]
  const left = width - 1 - before.reduce((sum, column) => sum + column.width, 0)
  const idWidth = isRoomy ? Math.min(LONG_ID, left - 62) : SHORT_ID
  const keyWidth = Math.min(
    Math.max(left - idWidth - 2, MIN_KEY),
    longest(uploads, ({ key }) => key, 'KEY'),
  )
  const key = ({ key: text }: Upload) => shortenKey(displaySafe(text), keyWidth)
  const id = ({ uploadId }: Upload) => shortenEnd(displaySafe(uploadId), idWidth)
  return [
    ...before,
    { heading: 'KEY', width: keyWidth + 2, cell: key },
    { heading: 'UPLOAD ID', width: idWidth, cell: id },
  ]
}

function wideColumns(uploads: readonly Upload[], parts: readonly TableColumn[]): TableColumn[] {
  const keyWidth = longest(uploads, ({ key }) => key, 'KEY')
  return [
    { heading: 'STARTED (UTC)', width: 22, cell: startedCell(formatSecond) },
    ...parts,
    { heading: 'KEY', width: keyWidth + 2, cell: ({ key }) => displaySafe(key) },
    { heading: 'UPLOAD ID', width: 0, cell: ({ uploadId }) => displaySafe(uploadId) },
  ]
}

function partsColumns(): TableColumn[] {
  const activity = (upload: Upload) => {
    const time = lastActivityOf(upload)
    return time === undefined ? '-' : formatSecond(time)
  }
  const count = ({ parts }: Upload) => (typeof parts === 'object' ? formatNumber(parts.count) : '-')
  return [
    { heading: 'PARTS', width: 8, cell: count },
    { heading: 'LAST ACTIVITY (UTC)', width: 21, cell: activity },
  ]
}

function startedCell(format: (time: Instant) => string): (upload: Upload) => string {
  return ({ initiated }) => (initiated === undefined ? '-' : format(initiated))
}

function formatSecond(time: Instant): string {
  return formatInstant(time).slice(0, 19).replace('T', ' ')
}

function sizeCell(upload: Upload): string {
  const bytes = bytesOf(upload)
  return bytes === undefined ? '-' : formatSize(bytes)
}

function longest(uploads: readonly Upload[], text: (upload: Upload) => string, heading: string): number {
  return uploads.reduce((width, upload) => Math.max(width, widthOf(displaySafe(text(upload)))), heading.length)
}

function lineOf(columns: readonly TableColumn[], cellOf: (column: TableColumn) => string): string {
  let line = ''
  let width = 0
  let start = 0
  for (const column of columns) {
    const text = cellOf(column)
    const gap = Math.max(start - width, line === '' ? 0 : 1)
    line += ' '.repeat(gap) + text
    width += gap + widthOf(text)
    start += column.width
  }
  return line.trimEnd()
}
