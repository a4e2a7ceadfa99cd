import { Rollup } from '../core/rollup.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import type { Upload } from '../core/upload.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { Colors } from './colors.js'
import { recentSentence, scanSize } from './scan-text.js'
import { describeAge, formatMinute, pluralize, shortenKey, wrapWords } from './text.js'

/** Bucket of a plan, and how it is reached. */
export interface PlanTarget {
  readonly bucket: string
  readonly client: { readonly endpoint: string; readonly credentials: string }
}

/** Uploads that are about to be aborted. */
export interface Plan extends PlanTarget {
  /** The conditions as flags, or the listing that was given. `''` for the whole bucket. */
  readonly selection: string
  readonly scan: UploadScan
  readonly uploads: readonly Upload[]
}

interface PlanLayout {
  readonly colors: Colors
  readonly width: number
}

const MAX_PREFIXES = 5
const LABEL = 13

/** Renders the uploads that are about to be aborted, for the user who is asked to agree. */
export function renderPlan(plan: Plan, layout: PlanLayout): string {
  const { bucket, client, scan, selection } = plan
  const { matchedCount, oldest, newest, recentCount, now } = scan
  const { colors, width } = layout
  const size = scanSize(scan)
  const room = width - LABEL - 2
  const upload = (found: Upload | undefined) => {
    if (found?.initiated === undefined) return 'unknown'
    const time = `${describeAge(found.initiated, now)} ago, ${formatMinute(found.initiated)} UTC, `
    return time + shortenKey(displaySafe(found.key), Math.max(room - time.length, 12))
  }
  const title = `About to abort ${pluralize(matchedCount, 'incomplete upload')}${size === undefined ? '' : `, ${size}`}`
  return [
    `${colors.heading(title)}\n`,
    planLine('bucket', `${displaySafe(bucket)} at ${displaySafe(client.endpoint)}`, layout),
    planLine('credentials', displaySafe(client.credentials), layout),
    selection === '' ? '' : planLine('selection', selection, layout),
    ...largestPrefixes(plan, room).map((text, index) => planLine(index === 0 ? 'prefixes' : '', text, layout)),
    planLine('oldest', upload(oldest), layout),
    planLine('newest', upload(newest), layout),
    recentCount > 0 ? planLine('recent', recentSentence(recentCount), layout, colors.recent) : '',
  ].join('')
}

/** Renders one line of a plan, wrapped at words. */
export function planLine(
  label: string,
  text: string,
  { colors, width }: PlanLayout,
  paint = (line: string) => line,
): string {
  const lines = wrapWords(text, Math.max(width - LABEL - 2, 20)).map(paint)
  return `  ${colors.dim(label.padEnd(LABEL))}${lines.join(`\n${' '.repeat(LABEL + 2)}`)}\n`
}

/** Returns the prefixes with most uploads, so that a mistake in the selection is seen. */
function largestPrefixes({ uploads, scan }: Plan, room: number): string[] {
  const rollup = new Rollup('prefix', 1)
  for (const upload of uploads) rollup.add(upload, scan.now)
  return rollup.firstGroups(MAX_PREFIXES).map(({ name, others, uploads: count, bytes }) => {
    const size = scan.includesParts ? `, ${formatSize(bytes)}` : ''
    const counts = `${pluralize(count, 'upload')}${size}`
    const prefix =
      others === undefined ? displaySafe(name) || '(no prefix)' : pluralize(others, 'other prefix', 'other prefixes')
    return `${shortenKey(prefix, Math.max(room - counts.length - 2, 12))}  ${counts}`
  })
}
