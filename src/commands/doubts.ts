import type { Search } from '../core/search.js'
import { hasTimeCondition } from '../core/selection.js'
import type { Ending } from '../errors.js'
import type { Terminal } from '../terminal/terminal.js'
import { count } from '../terminal/words.js'

/** Says what a listing left open, and whether that changes how the run ended. */
export async function reportDoubts(search: Search, { errors }: Terminal): Promise<Ending> {
  const { ageUnknown, partsUnknown, whyUnknown, untrustworthy, selection } = search
  if (search.isByLocalClock && hasTimeCondition(selection)) {
    await errors.write("note: the store tells no time, so ages are counted by this machine's clock.\n")
  }
  if (ageUnknown > 0) {
    await errors.write(
      `note: ${count(ageUnknown, 'upload')} passed over, age unknown: the store gives no time for them.\n`,
    )
  }
  if (partsUnknown > 0) {
    await errors.write(
      `note: ${count(partsUnknown, 'upload')} passed over, since what they hold is unknown.\n`,
    )
  }
  if (whyUnknown !== undefined) await errors.write(`note: some sizes are unknown. ${whyUnknown}\n`)
  if (untrustworthy.length === 0) return 'done'
  const reasons = [...new Set(untrustworthy.map(({ reason }) => reason))].join('; ')
  await errors.write(
    `warning: ${count(untrustworthy.length, 'entry')} of the listing cannot be trusted (${reasons}): nothing is done with them.\n`,
  )
  return 'untrusted'
}
