import { AbortResults, type UploadResult } from '../core/abort-results.js'
import { safeJson } from '../core/safe-text.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import { CliError, errorCode, EXIT_CODES, type ExitStatus } from '../errors.js'
import { type MachineFormat, type Row, rowWriter, timeValue } from './records.js'

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

/** Writes uploads page by page, so that the first of a million is written at once and none is held. */
export interface UploadWriter {
  write(uploads: readonly Upload[]): string
  /** Ends the document with more fields. */
  end(fields: Row): string
  /** Ends a document that an error cut short. */
  fail(fields: Row): string
}

/** Creates a writer. `fields` are those of a JSON document before its uploads, with the bucket. */
export function uploadWriter(format: MachineFormat, fields: Row, isTerminal: boolean): UploadWriter {
  const envelope = format === 'json' ? fields : { Bucket: fields['Bucket'] }
  const writer = rowWriter(format, { envelope, columns: UPLOAD_COLUMNS, isTerminal })
  return {
    write: (uploads) => writer.rows(uploads.map(uploadRow)),
    end: (after) => writer.close(format === 'json' ? after : undefined),
    fail: (after) => writer.close(after),
  }
}

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

/** Fields of a JSON document that ends with an error. */
export interface ErrorFields extends Row {
  readonly Error: Row & { readonly Code: string; readonly Message: string }
  readonly ExitCode: number
}

/** Returns an error in the form of JSON documents. */
export function errorObject({ code, problem, hint, requestId }: CliError): ErrorFields['Error'] {
  return { Code: code, Message: problem, Hint: hint, RequestId: requestId }
}

export function errorFields(error: unknown, status: ExitStatus): ErrorFields {
  const object =
    error instanceof CliError ? errorObject(error) : { Code: errorCode(status), Message: messageOf(error, status) }
  return { Error: object, ExitCode: EXIT_CODES[status] }
}

function messageOf(error: unknown, status: ExitStatus): string {
  if (status !== 'internal-error' && status !== 'usage') return 'The run was stopped by a signal.'
  return error instanceof Error ? error.message : String(error)
}

/** Renders the document of a run that printed nothing else. Runs that abort have their usual fields beside the error. */
export function errorDocument(error: unknown, status: ExitStatus, { isAbort }: { readonly isAbort: boolean }): string {
  const results = new AbortResults()
  const counts = { Uploads: [], Summary: summaryRow(results), Clear: false, Verified: false, Complete: false }
  return `${safeJson({ ...(isAbort && counts), ...errorFields(error, status) })}\n`
}
