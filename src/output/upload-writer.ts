import type { Upload } from '../core/upload.js'
import { type Row, rowWriter } from './records.js'
import { UPLOAD_COLUMNS, uploadRow } from './rows.js'
import type { MachineFormat } from './format.js'

/** Writes uploads page by page, so that the first of a million is written at once and none is held. */
export interface UploadWriter {
  write(uploads: readonly Upload[]): string
  /** Ends the document with more fields. */
  end(fields: Row): string
  /** Ends a document that an error cut short. */
  fail(fields: Row): string
}

export interface ListingEnvelope {
  readonly bucket: string
  /** Fields of a JSON document before its uploads. */
  readonly fields: Row
  readonly isTerminal: boolean
}

export function uploadWriter(
  format: MachineFormat,
  { bucket, fields, isTerminal }: ListingEnvelope,
): UploadWriter {
  const envelope = format === 'json' ? fields : { Bucket: bucket }
  const writer = rowWriter(format, { envelope, columns: UPLOAD_COLUMNS, isTerminal })
  return {
    write: (uploads) => writer.rows(uploads.map(uploadRow)),
    end: (after) => writer.close(format === 'json' ? after : undefined),
    fail: (after) => writer.close(after),
  }
}
