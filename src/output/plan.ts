import { Rollup } from '../core/rollup.js'
import { displaySafe } from '../core/safe-text.js'
import type { UploadScan } from '../core/upload-scan.js'
import type { Upload } from '../core/upload.js'
import { colorsFor } from './colors.js'
import { knownBytes, minimumSize, recentSentence, sizePhrase } from './scan-text.js'
import type { Screen } from './terminal.js'
import { describeAge, formatMinute, pluralize, shortenKey, widthOf, wrapFor, wrapWords } from './text.js'

/** Bucket of a plan, and how it is reached. */
export interface PlanTarget {
  readonly bucket: string
  readonly client: { readonly endpoint: string; readonly credentials: string }
}

export interface Plan extends PlanTarget {
  /** The conditions as flags, or the listing that was given. `''` for the whole bucket. */
  readonly selection: string
  readonly scan: UploadScan
  readonly uploads: readonly Upload[]
  /** Number of uploads of a reviewed listing that the bucket does not list. They are aborted too. */
  readonly missing?: number
}

const MAX_PREFIXES = 5
const LABEL = 13
/** Columns of the longest counts, such as `15,087 uploads, 12.5 GiB`, and the space before them. */
const MAX_COUNTS = 30

/** Renders the uploads that are about to be aborted, for the user who is asked to agree. */
export function renderPlan(plan: Plan, screen: Screen): string {
  const { bucket, client, scan, selection, missing = 0 } = plan
  const { matchedCount, oldest, newest, recentCount, now } = scan
  const colors = colorsFor(screen)
  const room = screen.width - LABEL - 2
  const uploads = matchedCount + missing
  const sizes = { uploads, bytes: scan.bytes, unknownSizeCount: scan.unknownSizeCount + missing }
  const size = scan.includesParts ? sizePhrase(sizes) : ''
  const heading = `About to abort ${pluralize(uploads, 'incomplete upload')}${size}`
  const upload = (found: Upload | undefined) => {
    if (found?.initiated === undefined) return 'unknown'
    const time = `${describeAge(found.initiated, now)} ago, ${formatMinute(found.initiated)} UTC, `
    return time + shortenKey(displaySafe(found.key), Math.max(room - time.length, 12))
  }
  return [
    `${wrapFor(screen, heading, colors.heading)}\n`,
    planLine('bucket', `${displaySafe(bucket)} at ${displaySafe(client.endpoint)}`, screen),
    planLine('credentials', displaySafe(client.credentials), screen),
    selection === '' ? '' : planLine('selection', selection, screen),
    ...largestPrefixes(plan, room).map((text, index) => planLine(index === 0 ? 'prefixes' : '', text, screen)),
    matchedCount > 0 ? planLine('oldest', upload(oldest), screen) + planLine('newest', upload(newest), screen) : '',
    recentCount > 0 ? planLine('recent', recentSentence(scan), screen, colors.recent) : '',
    missing > 0 ? planLine('not listed', pluralize(missing, 'upload'), screen, colors.recent) : '',
  ].join('')
}

/** Renders one line of a plan, wrapped at words. */
export function planLine(label: string, text: string, screen: Screen, paint = (line: string) => line): string {
  const lines = wrapWords(text, Math.max(screen.width - LABEL - 2, 20)).map((line) => paint(line))
  return `  ${colorsFor(screen).dim(label.padEnd(LABEL))}${lines.join(`\n${' '.repeat(LABEL + 2)}`)}\n`
}

/** Returns the prefixes with most uploads, so that a mistake in the selection is seen. */
function largestPrefixes({ uploads, scan }: Plan, room: number): string[] {
  const rollup = new Rollup('prefix', 1)
  for (const upload of uploads) rollup.add(upload, scan.now)
  const lines = rollup.firstGroups(MAX_PREFIXES).map((group) => {
    const { name, others } = group
    const size = scan.includesParts && knownBytes(group) !== undefined ? `, ${minimumSize(group)}` : ''
    const counts = pluralize(group.uploads, 'upload') + size
    if (others !== undefined) return { counts, prefix: pluralize(others, 'other prefix', 'other prefixes') }
    return { counts, prefix: shortenKey(displaySafe(name) || '(no prefix)', Math.max(room - MAX_COUNTS, 12)) }
  })
  const widest = Math.max(...lines.map(({ prefix }) => widthOf(prefix)))
  return lines.map(({ prefix, counts }) => `${prefix}${' '.repeat(widest - widthOf(prefix) + 2)}${counts}`)
}
