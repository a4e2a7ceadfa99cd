import { stringify } from 'csv-stringify/sync'
import { displaySafe, escapeCell, safeJson } from '../core/safe-text.js'

/** Formats for programs. */
export const MACHINE_FORMATS = ['json', 'ndjson', 'csv', 'tsv'] as const
export type MachineFormat = (typeof MACHINE_FORMATS)[number]

export const FORMATS = ['table', ...MACHINE_FORMATS] as const
export type Format = (typeof FORMATS)[number]

export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value }
export type Row = Readonly<Record<string, Value>>

/** Writer of rows. The text before the first row is written with it, so that an early failure writes nothing. */
export interface RowWriter {
  rows(rows: readonly Row[]): string
  /** Ends the document, with further fields beside the rows. */
  close(after?: Row): string
}

export interface RowLayout {
  /** Fields of a JSON document beside its rows, such as the bucket. The other formats repeat them in every line. */
  readonly envelope: Row
  /** Columns of csv and tsv, in order. */
  readonly columns: readonly string[]
  /** Name of the rows in a JSON document [default: Uploads]. */
  readonly rowsName?: string
  /** True for a terminal. csv, the only format without escapes, is not exact there. */
  readonly isTerminal: boolean
}

export function rowWriter(format: MachineFormat, layout: RowLayout): RowWriter {
  const { envelope, columns, isTerminal, rowsName = 'Uploads' } = layout
  switch (format) {
    case 'json':
      return jsonWriter(envelope, rowsName)
    case 'ndjson':
      return ndjsonWriter(envelope)
    case 'csv':
      return csvWriter(layout, isTerminal ? displaySafe : (cell) => cell)
    case 'tsv':
      return {
        rows: (rows) => rows.map((row) => tsvLine(cells({ ...envelope, ...row }, columns))).join(''),
        close: () => '',
      }
  }
}

/** Escapes a brace or a bracket at the start of a line, which `abort --from` would read as JSON. */
function tsvLine(values: readonly string[]): string {
  const line = values.map(escapeCell).join('\t')
  return `${line.replace(/^[{[]/, (character) => `\\x${character.charCodeAt(0).toString(16)}`)}\n`
}

/** Writes one document with one row per line, without holding it. */
function jsonWriter(envelope: Row, rowsName: string): RowWriter {
  let before = `${safeJson({ ...envelope, [rowsName]: [] }).slice(0, -2)}\n`
  return {
    rows: (rows) => {
      if (rows.length === 0) return ''
      const text = before + rows.map(safeJson).join(',\n')
      before = ',\n'
      return text
    },
    close: (after) => {
      const opening = before === ',\n' ? '\n' : before.trimEnd()
      return `${opening}]${after ? `,${safeJson(after).slice(1, -1)}` : ''}}\n`
    },
  }
}

/** Repeats the envelope in every line. Its text is made once, because that takes longer than a row. */
function ndjsonWriter(envelope: Row): RowWriter {
  const names = Object.keys(envelope)
  const head = safeJson(envelope).slice(0, -1)
  const line = (row: Row) =>
    head === '{' || names.some((name) => name in row)
      ? `${safeJson({ ...envelope, ...row })}\n`
      : `${head},${safeJson(row).slice(1)}\n`
  return { rows: (rows) => rows.map(line).join(''), close: (after) => (after ? line(after) : '') }
}

/** Writes RFC 4180, with a quote before text that a spreadsheet would run as a formula (CWE-1236). */
function csvWriter({ envelope, columns }: RowLayout, safe: (cell: string) => string): RowWriter {
  const csv = (lines: string[][]) => stringify(lines, { record_delimiter: '\r\n', escape_formulas: true })
  let head = csv([[...columns]])
  const withHead = (lines: string[][]) => {
    const text = head + csv(lines)
    head = ''
    return text
  }
  return {
    rows: (rows) => withHead(rows.map((row) => cells({ ...envelope, ...row }, columns).map(safe))),
    close: () => withHead([]),
  }
}

function cells(row: Row, columns: readonly string[]): string[] {
  return columns.map((column) => {
    const value = row[column]
    return typeof value === 'object' && value !== null ? safeJson(value) : String(value ?? '')
  })
}
