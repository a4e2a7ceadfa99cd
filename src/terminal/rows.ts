import { formatInstant } from '../core/instant.js'
import type { Entry, Ledger } from '../core/ledger.js'
import type { Principal, Upload } from '../core/upload.js'
import type { Row } from './records.js'

/** The fields of S3's own ListMultipartUploads, by S3's names, so that scripts for the AWS CLI go on working. */
export const UPLOAD_COLUMNS = ['Key', 'UploadId', 'Initiated'] as const

export function uploadRow(upload: Upload): Row {
  const { key, uploadId, initiated, storageClass, owner, initiator } = upload
  return {
    Key: key,
    UploadId: uploadId,
    Initiated: initiated === undefined ? undefined : formatInstant(initiated),
    StorageClass: storageClass,
    Owner: principalRow(owner),
    Initiator: principalRow(initiator),
    ChecksumAlgorithm: upload.checksumAlgorithm,
    ChecksumType: upload.checksumType,
  }
}

export const OUTCOME_COLUMNS = ['Outcome', 'Key', 'UploadId', 'Code', 'Message', 'RequestId'] as const

export function outcomeRow({ target, outcome }: Entry): Row {
  const row = { Key: target.key, UploadId: target.uploadId, Outcome: outcome.kind }
  if (outcome.kind !== 'failed') return row
  const { code, message, requestId } = outcome.failure
  return { ...row, Code: code, Message: message, RequestId: requestId }
}

export function summaryRow(ledger: Ledger): Row {
  const tally = ledger.tally()
  return {
    Matched: tally.matched,
    Aborted: tally.aborted,
    AlreadyGone: tally.alreadyGone,
    StillListed: tally.stillListed,
    Failed: tally.failed,
    Skipped: tally.skipped,
    StartedSince: tally.startedSince,
    Verified: ledger.isVerified,
  }
}

function principalRow(principal: Principal | undefined): Row | undefined {
  return principal && { ID: principal.id, DisplayName: principal.displayName }
}
