import { stringify } from 'csv-stringify/sync'
import { displaySafe, escapeCell, safeJson } from '../core/safe-text.js'
import type { MachineFormat } from './format.js'

export type Value =
  string | number | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value }
export type Row = Readonly<Record<string, Value>>

/** Writes rows as they come. Whatever goes before the first is written with it, so that a failure writes nothing. */
export interface RowWriter {
  rows(rows: readonly Row[]): string
  /** With more to say beside the rows, by its names. */
  close(after?: Row): string
}

export interface RowLayout {
  /** What a JSON document says beside its rows, such as the bucket; ndjson, csv and tsv say it in every line. */
  readonly envelope: Row
  /** The fields of csv and tsv, in order. */
  readonly columns: readonly string[]
  /** What the rows are; uploads, where nothing is said. */
  readonly rowsName?: string
  /** It is for a terminal, on which csv, the one format that has no escapes, must not be exact. */
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

/** A first cell without a brace or a bracket at its start, which would look like JSON to `abort --from`. */
function tsvLine(values: readonly string[]): string {
  const line = values.map(escapeCell).join('\t')
  return `${line.replace(/^[{[]/, (character) => `\\x${character.charCodeAt(0).toString(16)}`)}\n`
}

/** One document, with a row a line, that can be written without holding it. */
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

/** Each row says what it is about too. That is written once: to put it into every row takes longer than the row. */
function ndjsonWriter(envelope: Row): RowWriter {
  const names = Object.keys(envelope)
  const head = safeJson(envelope).slice(0, -1)
  const line = (row: Row) =>
    head === '{' || names.some((name) => name in row)
      ? `${safeJson({ ...envelope, ...row })}\n`
      : `${head},${safeJson(row).slice(1)}\n`
  return { rows: (rows) => rows.map(line).join(''), close: (after) => (after ? line(after) : '') }
}

/** RFC 4180, with a quote before what a spreadsheet would take for a formula (CWE-1236): not for reading back. */
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
