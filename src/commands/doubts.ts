import type { UploadScan } from '../core/upload-scan.js'
import { hasTimeCondition } from '../core/selection.js'
import type { ExitStatus } from '../errors.js'
import type { Terminal } from '../terminal/terminal.js'
import { count } from '../terminal/words.js'

/** Says what a listing left open, and whether that changes how the run ended. */
export async function reportDoubts(search: UploadScan, { errors }: Terminal): Promise<ExitStatus> {
  const { unknownAgeCount, unknownPartsCount, partsError, malformedEntries, selection } = search
  if (search.usesLocalClock && hasTimeCondition(selection)) {
    await errors.write("note: the store tells no time, so ages are counted by this machine's clock.\n")
  }
  if (unknownAgeCount > 0) {
    await errors.write(
      `note: ${count(unknownAgeCount, 'upload')} passed over, age unknown: the store gives no time for them.\n`,
    )
  }
  if (unknownPartsCount > 0) {
    await errors.write(
      `note: ${count(unknownPartsCount, 'upload')} passed over, since what they hold is unknown.\n`,
    )
  }
  if (partsError !== undefined) await errors.write(`note: some sizes are unknown. ${partsError}\n`)
  if (search.hasClockDifference && hasTimeCondition(selection)) {
    await errors.write(
      'warning: The clock of the server and the local clock differ by more than an hour. Conditions on age must hold by both.\n',
    )
  }
  if (search.isUnreliable) {
    await errors.write(
      'warning: MinIO does not list all uploads of a bucket. This listing may be incomplete. MinIO removes incomplete uploads itself after 24 hours by default.\n',
    )
  }
  if (search.others && 'error' in search.others)
    await errors.write(`note: Could not check the bucket without the prefix. ${search.others.error}\n`)
  if (malformedEntries.length === 0) return search.isUnreliable ? 'invalid-response' : 'done'
  const reasons = [...new Set(malformedEntries.map(({ reason }) => reason))].join('; ')
  await errors.write(
    `warning: ${count(malformedEntries.length, 'entry')} of the listing cannot be trusted (${reasons}): nothing is done with them.\n`,
  )
  return 'invalid-response'
}
