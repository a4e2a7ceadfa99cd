import { stringify } from 'csv-stringify/sync'
import { AbortResults, type UploadResult } from '../core/abort-results.js'
import { displaySafe, escapeCell, safeJson } from '../core/safe-text.js'
import { formatInstant, type Instant } from '../core/time.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import { CliError, errorCode, EXIT_CODES, type ExitStatus } from '../errors.js'

export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv'] as const
export type Format = (typeof FORMATS)[number]
export type MachineFormat = Exclude<Format, 'table'>

export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value }
export type Row = Readonly<Record<string, Value>>

/** Returns a time for a document. An unknown time is left out. */
export function timeValue(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : formatInstant(instant)
}

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
  return WRITERS[format](layout)
}

const WRITERS: Readonly<Record<MachineFormat, (layout: RowLayout) => RowWriter>> = {
  json: jsonWriter,
  ndjson: ndjsonWriter,
  csv: csvWriter,
  tsv: (layout) => ({ rows: (rows) => rows.map((row) => tsvLine(cells(row, layout))).join(''), close: () => '' }),
}

/** Escapes a brace or a bracket at the start of a line, which `abort --from` would read as JSON. */
function tsvLine(values: readonly string[]): string {
  const line = values.map(escapeCell).join('\t')
  return `${line.replace(/^[{[]/, (character) => `\\x${character.charCodeAt(0).toString(16)}`)}\n`
}

/** Writes one document with one row per line, without holding it. */
function jsonWriter({ envelope, rowsName = 'Uploads' }: RowLayout): RowWriter {
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
function ndjsonWriter({ envelope }: RowLayout): RowWriter {
  const names = Object.keys(envelope)
  const head = safeJson(envelope).slice(0, -1)
  const line = (row: Row) =>
    head === '{' || names.some((name) => name in row)
      ? `${safeJson({ ...envelope, ...row })}\n`
      : `${head},${safeJson(row).slice(1)}\n`
  return { rows: (rows) => rows.map(line).join(''), close: (after) => (after ? line(after) : '') }
}

/**
 * csv-stringify quotes only the whole delimiters of cells and records. Spreadsheets also end a record at a single line
 * break, and some a cell at a semicolon or tab.
 */
const CSV = { record_delimiter: '\r\n', quoted_match: /[\r\n;\t]/ }

/**
 * First character of a formula (CWE-1236), after any white space. Spreadsheets of some locales begin a cell at a semicolon
 * or tab, also within quotes. It looks behind only there, because to do so at every position takes quadratic time.
 */
const FORMULA = /[=+\-@＝＋－＠](?<=(?:^|[;\t\r\n])[\s"]*.)/g

/** Writes RFC 4180, with an apostrophe before text that a spreadsheet would run as a formula. */
function csvWriter(layout: RowLayout): RowWriter {
  const safe = (cell: string) => (layout.isTerminal ? displaySafe(cell) : cell).replace(FORMULA, "'$&")
  let head = [layout.columns]
  const withHead = (lines: string[][]) => {
    const text = stringify([...head, ...lines], CSV)
    head = []
    return text
  }
  return { rows: (rows) => withHead(rows.map((row) => cells(row, layout).map(safe))), close: () => withHead([]) }
}

/** Returns the cells of a line. To merge the row and the envelope would take four times as long. */
function cells(row: Row, { envelope, columns }: RowLayout): string[] {
  return columns.map((column) => {
    const value = row[column] ?? envelope[column] ?? ''
    return typeof value === 'object' ? safeJson(value) : String(value)
  })
}

/** Columns of csv and tsv. They are always the same, so that a script can count on them. */
export const UPLOAD_COLUMNS = ['Key', 'UploadId', 'Initiated', 'Parts', 'Size', 'LastActivity', 'Bucket'] as const

/** Returns an upload by the names of S3's ListMultipartUploads, so that scripts for the AWS CLI go on working. */
export function uploadRow(upload: Upload): Row {
  const { key, uploadId, initiated, storageClass, owner, initiator } = upload
  return {
    Key: key,
    UploadId: uploadId,
    Initiated: timeValue(initiated),
    ...partsRow(upload),
    StorageClass: storageClass,
    Owner: owner && { ...owner },
    Initiator: initiator && { ...initiator },
    ChecksumAlgorithm: upload.checksumAlgorithm,
    ChecksumType: upload.checksumType,
  }
}

/** Fields are null if they could not be listed, and absent if they were not requested. */
function partsRow(upload: Upload): Row {
  const { parts } = upload
  if (parts === undefined) return {}
  if (parts === 'unknown') return { Parts: null, Size: null, LastActivity: null }
  return { Parts: parts.count, Size: parts.bytes, LastActivity: timeValue(lastActivityOf(upload)) ?? null }
}

const OUTCOME_COLUMNS = ['Outcome', 'Key', 'UploadId', 'Code', 'Message', 'RequestId', 'Bucket'] as const

function outcomeRow({ target, outcome }: UploadResult): Row {
  const row = { Key: target.key, UploadId: target.uploadId, Outcome: outcome.kind }
  if (outcome.kind === 'skipped') return { ...row, Code: outcome.code }
  if (outcome.kind !== 'failed') return row
  const { code, message, requestId } = outcome.failure
  return { ...row, Code: code, Message: message, RequestId: requestId }
}

function summaryRow(results: AbortResults): Row {
  const summary = results.summary()
  return {
    Matched: summary.matched,
    Aborted: summary.aborted,
    AlreadyGone: summary.alreadyGone,
    StillListed: summary.stillListed,
    Failed: summary.failed,
    Skipped: summary.skipped,
    StartedSince: summary.newSinceStart,
  }
}

/** Writer of uploads page by page, so that the first of a million is written at once and none is held. */
export type UploadWriter = ReturnType<typeof uploadWriter>

/** @param fields Fields of a JSON document before its uploads, with the bucket. */
export function uploadWriter(format: MachineFormat, fields: Row, isTerminal: boolean) {
  const envelope = format === 'json' ? fields : { Bucket: fields['Bucket'] }
  const writer = rowWriter(format, { envelope, columns: UPLOAD_COLUMNS, isTerminal })
  return {
    write: (uploads: readonly Upload[]) => writer.rows(uploads.map(uploadRow)),
    /** Ends the document with more fields. */
    end: (after: Row) => writer.close(format === 'json' ? after : undefined),
    /** Ends a document that an error cut short. */
    fail: (after: Row) => writer.close(after),
  }
}

const ROWS_PER_CHUNK = 1000

/**
 * Renders the outcome of each upload for programs, piece by piece, and then the counts. `before` and `after` are fields
 * of a JSON document before and after its uploads.
 */
export function* abortDocument(
  format: MachineFormat,
  results: AbortResults,
  { bucket, before, after, isTerminal }: { bucket: string; before: Row; after: Row; isTerminal: boolean },
): Generator<string> {
  const envelope = { Bucket: bucket, ...(format === 'json' && before) }
  const writer = rowWriter(format, { envelope, columns: OUTCOME_COLUMNS, isTerminal })
  const rows: Row[] = []
  for (const result of results.entries()) {
    rows.push(outcomeRow(result))
    if (rows.length === ROWS_PER_CHUNK) yield writer.rows(rows.splice(0))
  }
  yield writer.rows(rows) + writer.close({ Summary: summaryRow(results), ...after })
}

/** Returns an error in the form of JSON documents. */
export function errorObject({ code, problem, hint, requestId }: CliError) {
  return { Code: code, Message: problem, Hint: hint, RequestId: requestId }
}

/** Returns the fields of a JSON document that ends with an error. */
export function errorFields(error: unknown, status: ExitStatus) {
  const reason = error instanceof Error ? error.message : String(error)
  const isSignal = EXIT_CODES[status] > 128
  const message = isSignal ? 'The run was stopped by a signal.' : reason
  const shown =
    error instanceof CliError && !isSignal ? errorObject(error) : { Code: errorCode(status), Message: message }
  return { Error: shown, ExitCode: EXIT_CODES[status] }
}

/** Renders the document of a run that printed nothing else. Runs that abort have their usual fields beside the error. */
export function errorDocument(error: unknown, status: ExitStatus, isAbort: boolean): string {
  const summary = summaryRow(new AbortResults())
  const counts = { Uploads: [], Summary: summary, Clear: false, Verified: false, Complete: false }
  return `${safeJson({ ...(isAbort && counts), ...errorFields(error, status) })}\n`
}
