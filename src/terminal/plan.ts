import { Rollup } from '../core/rollup.js'
import { displaySafe } from '../core/safe-text.js'
import type { UploadScan } from '../core/upload-scan.js'
import { shardName } from '../core/shard.js'
import { formatSize } from '../core/size.js'
import type { Upload } from '../core/upload.js'
import type { Style } from './style.js'
import { ageOf, count, shortInstant, sizeOf } from './words.js'

/** What is about to be aborted, where, and as whom. */
export interface Plan {
  readonly bucket: string
  readonly store: { readonly endpoint: string; readonly credentials: string }
  readonly search: UploadScan
  readonly uploads: readonly Upload[]
}

const MOST_PREFIXES = 5

/** The plan as a person reads it before saying yes. */
export function renderPlan(plan: Plan, style: Style): string {
  const { bucket, store, search } = plan
  const { matchedCount, oldest, newest, recentCount, now, selection } = search
  const shard = shardName(selection.shard)
  const line = (label: string, text: string) => `  ${style.quiet(label.padEnd(12))}${text}\n`
  const when = (upload: typeof oldest) =>
    upload?.initiated === undefined
      ? 'unknown'
      : `${ageOf(upload, now)} ago, ${shortInstant(upload.initiated)}, ${displaySafe(upload.key)}`
  const live =
    recentCount === 0
      ? style.good('none began within 24 h')
      : style.warning(`${count(recentCount, 'upload')} began within 24 h and may still be written to`)
  const size = search.includesParts ? `, ${sizeOf(search) ?? ''}` : ''
  return (
    style.heading(`About to abort ${count(matchedCount, 'incomplete upload')}${size}\n`) +
    line('bucket', `${style.key(bucket)} at ${displaySafe(store.endpoint)}`) +
    line('credentials', displaySafe(store.credentials)) +
    (shard ? line('shard', shard) : '') +
    largestPrefixes(plan)
      .map((text, index) => line(index === 0 ? 'prefixes' : '', text))
      .join('') +
    line('oldest', when(oldest)) +
    line('newest', when(newest)) +
    line('live?', live)
  )
}

/** Where most of it is, so that a slip in the selection is seen. */
function largestPrefixes({ uploads, search }: Plan): string[] {
  const rollup = new Rollup('prefix', 1)
  for (const upload of uploads) rollup.add(upload, search.now)
  return rollup.firstGroups(MOST_PREFIXES).map(({ name, others, uploads: number, bytes }) => {
    const size = search.includesParts ? `, ${formatSize(bytes)}` : ''
    const what = others === undefined ? displaySafe(name) || '(no prefix)' : `${others} others`
    return `${what}  ${count(number, 'upload')}${size}`
  })
}
