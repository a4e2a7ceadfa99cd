import type { AbortResults } from '../core/abort-results.js'
import { type Row, rowWriter } from './records.js'
import { OUTCOME_COLUMNS, outcomeRow, summaryRow } from './rows.js'
import type { MachineFormat } from './format.js'

const ROWS_PER_CHUNK = 1000

export interface AbortDocument {
  readonly bucket: string
  /** Fields of a JSON document before and after its uploads. */
  readonly before: Row
  readonly after: Row
  readonly isTerminal: boolean
}

/** Renders the outcome of each upload for programs, piece by piece, and then the counts. */
export function* abortDocument(
  format: MachineFormat,
  results: AbortResults,
  { bucket, before, after, isTerminal }: AbortDocument,
): Generator<string> {
  const envelope = { Bucket: bucket, ...(format === 'json' && before) }
  const writer = rowWriter(format, { envelope, columns: OUTCOME_COLUMNS, isTerminal })
  let rows: Row[] = []
  for (const result of results.entries()) {
    rows.push(outcomeRow(result))
    if (rows.length < ROWS_PER_CHUNK) continue
    yield writer.rows(rows)
    rows = []
  }
  yield writer.rows(rows) + writer.close({ Summary: summaryRow(results), ...after })
}
