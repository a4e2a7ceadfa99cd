import { formatInstant } from '../core/instant.js'
import type { AbortResults, UploadResult } from '../core/abort-results.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import type { Row } from './records.js'

/** Columns of csv and tsv. `abort --from` reads them back from tsv. */
export const UPLOAD_COLUMNS = [
  'Key',
  'UploadId',
  'Initiated',
  'Parts',
  'Size',
  'LastActivity',
  'Bucket',
] as const

/** Returns the fields of ListMultipartUploads, by S3's names, so that scripts for the AWS CLI go on working. */
export function uploadRow(upload: Upload): Row {
  const { key, uploadId, initiated, storageClass, owner, initiator } = upload
  return {
    Key: key,
    UploadId: uploadId,
    Initiated: initiated === undefined ? undefined : formatInstant(initiated),
    ...partsRow(upload),
    StorageClass: storageClass,
    Owner: owner && { ...owner },
    Initiator: initiator && { ...initiator },
    ChecksumAlgorithm: upload.checksumAlgorithm,
    ChecksumType: upload.checksumType,
  }
}

/** Null is unknown; nothing at all is that nobody looked. */
function partsRow(upload: Upload): Row {
  const { parts } = upload
  if (parts === undefined) return {}
  if (parts === 'unknown') return { Parts: null, Size: null, LastActivity: null }
  const lastActivity = lastActivityOf(upload)
  return {
    Parts: parts.count,
    Size: parts.bytes,
    LastActivity: lastActivity === undefined ? null : formatInstant(lastActivity),
  }
}

export const OUTCOME_COLUMNS = ['Outcome', 'Key', 'UploadId', 'Code', 'Message', 'RequestId'] as const

export function outcomeRow({ target, outcome }: UploadResult): Row {
  const row = { Key: target.key, UploadId: target.uploadId, Outcome: outcome.kind }
  if (outcome.kind === 'skipped') return { ...row, Code: outcome.code }
  if (outcome.kind !== 'failed') return row
  const { code, message, requestId } = outcome.failure
  return { ...row, Code: code, Message: message, RequestId: requestId }
}

/** What is to be said of a run as a whole. */
export interface RunFacts {
  readonly seconds: number
  readonly status: string
  readonly exitCode: number
  readonly endpoint?: string
  /** Known where the sizes of what was selected were looked at. */
  readonly bytes?: number
  readonly error?: string
}

export function summaryRow(ledger: AbortResults, facts: RunFacts): Row {
  const tally = ledger.summary()
  return {
    Matched: tally.matched,
    Aborted: tally.aborted,
    AlreadyGone: tally.alreadyGone,
    StillListed: tally.stillListed,
    Failed: tally.failed,
    Skipped: tally.skipped,
    StartedSince: tally.newSinceStart,
    Complete: ledger.isComplete,
    Verified: ledger.isVerified,
    Bytes: facts.bytes,
    Seconds: facts.seconds,
    Endpoint: facts.endpoint,
    ExitCode: facts.exitCode,
    Error: facts.error,
  }
}
