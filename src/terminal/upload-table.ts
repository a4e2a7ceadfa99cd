import type { Instant } from '../core/instant.js'
import { displaySafe } from '../core/safe-text.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import type { Style } from './style.js'
import { type Column, renderTable } from './table.js'
import { count, paintAge, paintSize, shortInstant, since } from './words.js'
import { wrap } from './wrap.js'

export interface TableOptions {
  readonly now: Instant
  /** Columns of the screen. */
  readonly width: number
  readonly style: Style
  readonly withParts: boolean
  readonly withHead: boolean
}

const GAP = 2
const INITIATED = 20 + GAP
const AGE = 8 + GAP
const SIZE = 11 + GAP
const PARTS = 6 + GAP
const ID = 33 + GAP
const LEAST_KEY = 40
const ROWS_AT_ONCE = 50

/**
 * Some uploads as a table of a fixed width, so that one page after another lines up. What must be copied, the
 * key and the upload id, is never cut: it is wrapped, and where there is no room side by side, it goes below.
 */
export function renderUploads(uploads: readonly Upload[], options: TableOptions): string {
  const columns = columnsFor(options)
  let text = ''
  // cli-table3 takes eight seconds for 10,000 rows at once, and a fraction of that for the same in small tables.
  for (let at = 0; at < uploads.length; at += ROWS_AT_ONCE) {
    const rows = uploads.slice(at, at + ROWS_AT_ONCE).map((upload) => columns.map(({ cell }) => cell(upload)))
    text += renderTable(columns, rows, { style: options.style, withHead: options.withHead && at === 0 })
  }
  return text
}

interface UploadColumn extends Column {
  readonly cell: (upload: Upload) => string
}

function columnsFor(options: TableOptions): UploadColumn[] {
  const { width, withParts } = options
  const wide = withParts ? AGE + INITIATED + SIZE + PARTS + AGE : AGE + INITIATED
  const left = width - 1 - wide - ID
  return left >= LEAST_KEY ? sideBySide(options, left) : stacked(options)
}

function sideBySide({ now, style, withParts }: TableOptions, keyWidth: number): UploadColumn[] {
  const parts: UploadColumn[] = [
    { heading: 'SIZE', width: SIZE, cell: (upload) => sizeCell(upload, style) },
    { heading: 'PARTS', width: PARTS, cell: (upload) => partsCell(upload, '') },
    { heading: 'IDLE', width: AGE, cell: (upload) => idleCell(upload, now) },
  ]
  return [
    { heading: 'AGE', width: AGE, cell: (upload) => paintAge(upload, now, style) },
    { heading: 'INITIATED', width: INITIATED, cell: initiatedCell },
    ...(withParts ? parts : []),
    { heading: 'KEY', width: keyWidth, cell: ({ key }) => lines(key, keyWidth, style.key) },
    { heading: 'UPLOAD ID', width: ID, cell: ({ uploadId }) => lines(uploadId, ID, style.quiet) },
  ]
}

/** Each upload in two lines, or more where its key or id is long. */
function stacked({ width, now, style, withParts }: TableOptions): UploadColumn[] {
  const keyWidth = Math.max(width - 1 - INITIATED - (withParts ? SIZE + AGE : 0), 20)
  const parts: UploadColumn[] = [
    {
      heading: 'SIZE, PARTS',
      width: SIZE,
      cell: (upload) => `${sizeCell(upload, style)}\n${style.quiet(partsCell(upload, 'part'))}`,
    },
    { heading: 'IDLE', width: AGE, cell: (upload) => idleCell(upload, now) },
  ]
  return [
    {
      heading: 'AGE, INITIATED',
      width: INITIATED,
      cell: (upload) => `${paintAge(upload, now, style)}\n${style.quiet(initiatedCell(upload))}`,
    },
    ...(withParts ? parts : []),
    {
      heading: 'KEY, UPLOAD ID',
      width: keyWidth,
      cell: ({ key, uploadId }) =>
        `${lines(key, keyWidth, style.key)}\n${lines(uploadId, keyWidth, style.quiet)}`,
    },
  ]
}

function initiatedCell({ initiated }: Upload): string {
  return initiated === undefined ? '' : shortInstant(initiated)
}

function sizeCell({ parts }: Upload, style: Style): string {
  return parts === undefined || parts === 'unknown' ? 'unknown' : paintSize(parts.bytes, style)
}

function partsCell({ parts }: Upload, noun: string): string {
  if (parts === undefined || parts === 'unknown') return noun ? '' : 'unknown'
  return noun ? count(parts.count, noun) : parts.count.toLocaleString('en-US')
}

function idleCell(upload: Upload, now: Instant): string {
  const lastActivity = lastActivityOf(upload)
  return lastActivity === undefined ? 'unknown' : since(lastActivity, now)
}

function lines(text: string, width: number, paint: (text: string) => string): string {
  return wrap(displaySafe(text), width - GAP)
    .map(paint)
    .join('\n')
}
