import { stringify } from 'csv-stringify/sync'
import { displaySafe, escapeCell, safeJson } from '../core/safe-text.js'

export const MACHINE_FORMATS = ['json', 'ndjson', 'csv', 'tsv'] as const
export type MachineFormat = (typeof MACHINE_FORMATS)[number]

export type Value = string | number | boolean | undefined | { readonly [name: string]: Value }
export type Row = Readonly<Record<string, Value>>

/** Writes rows as they come. Whatever goes before the first is written with it, so that a failure writes nothing. */
export interface RowWriter {
  rows(rows: readonly Row[]): string
  close(summary?: Row): string
}

export interface RowLayout {
  /** What a JSON document says beside its rows, such as the bucket; ndjson says it in every line. */
  readonly envelope: Row
  /** The fields of csv and tsv, in order. */
  readonly columns: readonly string[]
  /** It is for a terminal, on which csv, the one format that has no escapes, must not be exact. */
  readonly isTerminal: boolean
}

export function rowWriter(format: MachineFormat, { envelope, columns, isTerminal }: RowLayout): RowWriter {
  switch (format) {
    case 'json':
      return jsonWriter(envelope)
    case 'ndjson':
      return {
        rows: (rows) => rows.map((row) => `${safeJson({ ...envelope, ...row })}\n`).join(''),
        close: (summary) => (summary ? `${safeJson({ ...envelope, Summary: summary })}\n` : ''),
      }
    case 'csv':
      return csvWriter(columns, isTerminal ? displaySafe : (cell) => cell)
    case 'tsv':
      return {
        rows: (rows) => rows.map((row) => `${cells(row, columns).map(escapeCell).join('\t')}\n`).join(''),
        close: () => '',
      }
  }
}

/** One document, with a row a line, that can be written without holding it. */
function jsonWriter(envelope: Row): RowWriter {
  let before = `${safeJson({ ...envelope, Uploads: [] }).slice(0, -2)}\n`
  return {
    rows: (rows) => {
      if (rows.length === 0) return ''
      const text = before + rows.map(safeJson).join(',\n')
      before = ',\n'
      return text
    },
    close: (summary) => {
      const opening = before === ',\n' ? '\n' : before.trimEnd()
      return `${opening}]${summary ? `,"Summary":${safeJson(summary)}` : ''}}\n`
    },
  }
}

/** RFC 4180, with a quote before what a spreadsheet would take for a formula (CWE-1236): not for reading back. */
function csvWriter(columns: readonly string[], safe: (cell: string) => string): RowWriter {
  const csv = (lines: string[][]) => stringify(lines, { record_delimiter: '\r\n', escape_formulas: true })
  let head = csv([[...columns]])
  const withHead = (lines: string[][]) => {
    const text = head + csv(lines)
    head = ''
    return text
  }
  return {
    rows: (rows) => withHead(rows.map((row) => cells(row, columns).map(safe))),
    close: () => withHead([]),
  }
}

function cells(row: Row, columns: readonly string[]): string[] {
  return columns.map((column) => {
    const value = row[column]
    return typeof value === 'object' ? safeJson(value) : String(value ?? '')
  })
}
