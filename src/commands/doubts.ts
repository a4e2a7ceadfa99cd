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
  if (malformedEntries.length === 0) return 'done'
  const reasons = [...new Set(malformedEntries.map(({ reason }) => reason))].join('; ')
  await errors.write(
    `warning: ${count(malformedEntries.length, 'entry')} of the listing cannot be trusted (${reasons}): nothing is done with them.\n`,
  )
  return 'invalid-response'
}
