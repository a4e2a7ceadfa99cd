import type { AbortResults, UploadResult } from '../core/abort-results.js'
import { formatInstant } from '../core/instant.js'
import { lastActivityOf, type Upload } from '../core/upload.js'
import type { Row } from './records.js'

/** Columns of csv and tsv. They are always the same, so that a script can count on them. */
export const UPLOAD_COLUMNS = [
  'Key',
  'UploadId',
  'Initiated',
  'Parts',
  'Size',
  'LastActivity',
  'Bucket',
] as const

/** Returns an upload by the names of S3's ListMultipartUploads, so that scripts for the AWS CLI go on working. */
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

/** Fields are null if they could not be listed, and absent if they were not requested. */
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

export const OUTCOME_COLUMNS = [
  'Outcome',
  'Key',
  'UploadId',
  'Code',
  'Message',
  'RequestId',
  'Bucket',
] as const

export function outcomeRow({ target, outcome }: UploadResult): Row {
  const row = { Key: target.key, UploadId: target.uploadId, Outcome: outcome.kind }
  if (outcome.kind === 'skipped') return { ...row, Code: outcome.code }
  if (outcome.kind !== 'failed') return row
  const { code, message, requestId } = outcome.failure
  return { ...row, Code: code, Message: message, RequestId: requestId }
}

export function summaryRow(results: AbortResults): Row {
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
