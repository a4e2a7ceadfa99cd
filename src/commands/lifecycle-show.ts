import type { Context } from '../context.js'
import { Coverage } from '../core/coverage.js'
import { Progress } from '../core/progress.js'
import { safeJson } from '../core/safe-text.js'
import { UploadScan } from '../core/upload-scan.js'
import type { ExitStatus } from '../errors.js'
import { coverageRow, renderCoverage, renderRules } from '../terminal/lifecycle.js'
import { showingProgress } from '../terminal/progress.js'
import { styleOf } from '../terminal/style.js'
import { reportDoubts } from './doubts.js'
import { type BucketOptions, openBucket } from './opening.js'
import { selectionOf } from './selection.js'

export interface ShowOptions extends BucketOptions {
  readonly json?: boolean
}

export async function showRules(options: ShowOptions, context: Context): Promise<ExitStatus> {
  const { terminal, clock, stop } = context
  const { output } = terminal
  const { bucket } = await openBucket(options, context)
  const coverage = new Coverage((await bucket.lifecycle.read(stop)).abortRules)
  const style = styleOf(output)
  if (!options.json) await output.write(renderRules(bucket.name, coverage.rules, style))
  const search = new UploadScan(await selectionOf({}, {}), clock.now(), 'list')
  const progress = new Progress()
  await showingProgress(terminal, progress, async () => {
    for await (const uploads of bucket.listMatching(search, { includeParts: false, progress, signal: stop }))
      coverage.take(uploads, search.now)
  })
  await output.write(
    options.json ? `${safeJson(coverageRow(bucket.name, coverage))}\n` : renderCoverage(coverage, style),
  )
  return reportDoubts(search, terminal)
}
