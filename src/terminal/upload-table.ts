import type { Instant } from '../core/instant.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import { type Cell, type FixedColumn, renderHead, renderRows } from './fixed-rows.js'
import { paintOfAge, paintOfSize, type Style } from './style.js'
import { ageOf, count, grouped, shortInstant, since } from './words.js'
import { wrap } from './wrap.js'

export interface TableOptions {
  readonly now: Instant
  /** Columns of the screen. */
  readonly width: number
  readonly style: Style
  readonly includesParts: boolean
  readonly withHead: boolean
}

type UploadColumn = FixedColumn<Upload>

/** Widths with the space to the next column; the last column needs none. */
const INITIATED = 22
const AGE = 10
const SIZE = 13
const PARTS = 8
const ID = 33
const LEAST_KEY = 40

/**
 * Some uploads as a table of a fixed width, so that one page after another lines up. What must be copied, the
 * key and the upload id, is never cut: it is wrapped, and where there is no room side by side, it goes below.
 */
export function renderUploads(uploads: readonly Upload[], options: TableOptions): string {
  const columns = columnsFor(options)
  const head = options.withHead ? renderHead(columns, options.style.heading) : ''
  return head + renderRows(columns, uploads)
}

function columnsFor(options: TableOptions): UploadColumn[] {
  const { width, includesParts } = options
  const figures = AGE + INITIATED + (includesParts ? SIZE + PARTS + AGE : 0)
  const left = width - 1 - figures - ID
  return left >= LEAST_KEY ? sideBySide(options, left) : stacked(options)
}

function sideBySide({ now, style, includesParts }: TableOptions, keyWidth: number): UploadColumn[] {
  const parts: UploadColumn[] = [
    { heading: 'SIZE', width: SIZE, lines: (upload) => [sizeCell(upload, style)] },
    { heading: 'PARTS', width: PARTS, lines: (upload) => [{ text: partsText(upload) }] },
    { heading: 'IDLE', width: AGE, lines: (upload) => [{ text: idleText(upload, now) }] },
  ]
  return [
    { heading: 'AGE', width: AGE, lines: (upload) => [ageCell(upload, now, style)] },
    { heading: 'INITIATED', width: INITIATED, lines: (upload) => [{ text: initiatedText(upload) }] },
    ...(includesParts ? parts : []),
    { heading: 'KEY', width: keyWidth, lines: ({ key }) => wrapped(key, keyWidth - 2, style.key) },
    { heading: 'UPLOAD ID', width: ID, lines: ({ uploadId }) => wrapped(uploadId, ID, style.quiet) },
  ]
}

/** Each upload in two lines, or more where its key or id is long. */
function stacked({ width, now, style, includesParts }: TableOptions): UploadColumn[] {
  const keyWidth = Math.max(width - 1 - INITIATED - (includesParts ? SIZE + AGE : 0), 20)
  const parts: UploadColumn[] = [
    {
      heading: 'SIZE, PARTS',
      width: SIZE,
      lines: (upload) => [sizeCell(upload, style), { text: partsText(upload, 'part'), paint: style.quiet }],
    },
    { heading: 'IDLE', width: AGE, lines: (upload) => [{ text: idleText(upload, now) }] },
  ]
  return [
    {
      heading: 'AGE, INITIATED',
      width: INITIATED,
      lines: (upload) => [ageCell(upload, now, style), { text: initiatedText(upload), paint: style.quiet }],
    },
    ...(includesParts ? parts : []),
    {
      heading: 'KEY, UPLOAD ID',
      width: keyWidth,
      lines: ({ key, uploadId }) => [
        ...wrapped(key, keyWidth, style.key),
        ...wrapped(uploadId, keyWidth, style.quiet),
      ],
    },
  ]
}

function ageCell(upload: Upload, now: Instant, style: Style): Cell {
  return { text: ageOf(upload, now), paint: paintOfAge(now - (upload.initiated ?? now), style) }
}

function initiatedText({ initiated }: Upload): string {
  return initiated === undefined ? '' : shortInstant(initiated)
}

function sizeCell({ parts }: Upload, style: Style): Cell {
  if (parts === undefined || parts === 'unknown') return { text: 'unknown' }
  return { text: formatSize(parts.bytes), paint: paintOfSize(parts.bytes, style) }
}

function partsText({ parts }: Upload, noun?: string): string {
  if (parts === undefined || parts === 'unknown') return noun ? '' : 'unknown'
  return noun ? count(parts.count, noun) : grouped(parts.count)
}

function idleText(upload: Upload, now: Instant): string {
  const lastActivity = lastActivityOf(upload)
  return lastActivity === undefined ? 'unknown' : since(lastActivity, now)
}

function wrapped(text: string, width: number, paint: (text: string) => string): Cell[] {
  return wrap(displaySafe(text), width).map((line) => ({ text: line, paint }))
}
