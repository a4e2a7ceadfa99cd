import { formatDuration } from '../core/duration.js'
import type { AbortResults, UploadResult } from '../core/abort-results.js'
import { displaySafe } from '../core/safe-text.js'
import { shardSuffix, type Shard } from '../core/shard.js'
import type { MachineFormat } from './format.js'
import type { Row } from './records.js'
import type { RunFacts } from './rows.js'
import type { Style } from './style.js'
import { count, grouped } from './words.js'

const MOST_SHOWN = 20
const ROWS_AT_ONCE = 1000

/** What became of each upload, for a program: one row an upload, then the counts; piece by piece. */
export async function* outcomeDocument(
  format: MachineFormat,
  ledger: AbortResults,
  { envelope, facts, isTerminal }: { envelope: Row; facts: RunFacts; isTerminal: boolean },
): AsyncGenerator<string> {
  const [{ rowWriter }, { OUTCOME_COLUMNS, outcomeRow, summaryRow }] = await Promise.all([
    import('./records.js'),
    import('./rows.js'),
  ])
  const writer = rowWriter(format, { envelope, columns: OUTCOME_COLUMNS, isTerminal })
  let rows: Row[] = []
  for (const entry of ledger.entries()) {
    rows.push(outcomeRow(entry))
    if (rows.length < ROWS_AT_ONCE) continue
    yield writer.rows(rows)
    rows = []
  }
  yield writer.rows(rows) + writer.close({ Summary: summaryRow(ledger, facts) })
}

/** The uploads that are not gone, the first few of them, each with the reason. */
export function renderTrouble(ledger: AbortResults, style: Style): string {
  const { failed, stillListed } = ledger.summary()
  const left = failed + stillListed
  const lines: string[] = []
  for (const entry of ledger.entries()) {
    if (lines.length >= Math.min(left, MOST_SHOWN)) break
    const { kind } = entry.outcome
    if (kind === 'failed' || kind === 'still-listed') lines.push(`${troubleLine(entry, style)}\n`)
  }
  if (left > MOST_SHOWN)
    lines.push(style.quiet(`… and ${count(left - MOST_SHOWN, 'more upload')}; -o ndjson shows all\n`))
  return lines.join('')
}

function troubleLine({ target, outcome }: UploadResult, style: Style): string {
  const reason = outcome.kind === 'failed' ? outcome.failure.message : 'the store still lists it'
  return `${style.bad(outcome.kind)}  ${style.key(displaySafe(target.key))}  ${displaySafe(target.uploadId)}\n  ${displaySafe(reason)}`
}

/** The counts in one sentence; those that are zero go without saying, but for the aborted. */
export function renderTally(ledger: AbortResults, style: Style, facts: RunFacts, shard?: Shard): string {
  const { matched, aborted, alreadyGone, stillListed, failed, skipped, newSinceStart } = ledger.summary()
  const isDone = aborted + alreadyGone === matched
  const parts = [
    `${isDone ? style.good('Aborted') : style.warning('Aborted')} ${count(aborted, 'upload')} of ${grouped(matched)}${ledger.isComplete ? '' : ' found by then'}${shardSuffix(shard)}`,
  ]
  if (alreadyGone > 0) parts.push(`${grouped(alreadyGone)} were already gone`)
  if (stillListed > 0) parts.push(style.bad(`${grouped(stillListed)} are still listed`))
  if (failed > 0) parts.push(style.bad(`${grouped(failed)} failed`))
  if (skipped > 0) parts.push(style.warning(`${grouped(skipped)} were not tried`))
  if (newSinceStart > 0) parts.push(`${grouped(newSinceStart)} began meanwhile and were left alone`)
  if (!ledger.isVerified) parts.push('not verified by a fresh listing')
  return `${parts.join(', ')}${took(facts)}.\n`
}

function took({ seconds }: RunFacts): string {
  return seconds < 1 ? '' : `, in ${formatDuration(seconds * 1000)}`
}
