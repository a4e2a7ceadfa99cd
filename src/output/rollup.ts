import type { Group, Grouping, Rollup } from '../core/rollup.js'
import { displaySafe } from '../core/safe-text.js'
import type { Instant } from '../core/time.js'
import { type MachineFormat, type Row, rowWriter, timeValue } from './records.js'
import { knownBytes, minimumSize } from './scan-text.js'
import { type Column, renderTable } from './table.js'
import type { Screen } from './terminal.js'
import { bar, formatAge, formatNumber, shortenKey, widthOf } from './text.js'

const MAX_BAR = 16
const MIN_BAR = 6
const MIN_NAME = 16
/** Columns of uploads, size and oldest, and of the share, with the space between them. */
const FIGURES = 32
const SHARE = 7

/** Totals per prefix or age, of `list --summary`. */
export interface RollupOptions {
  readonly by: Grouping
  /** Number of key levels in a prefix. */
  readonly depth: number
  /** Maximum number of groups. The others are one group. */
  readonly limit: number
  readonly includesParts: boolean
  /** Shows every column in full, also if a line is wider than the terminal. */
  readonly isWide: boolean
}

/** Renders the groups and their total. */
export async function renderRollup(
  rollup: Rollup,
  { by, limit, includesParts, isWide }: RollupOptions,
  now: Instant,
  screen: Screen,
): Promise<string> {
  const { total } = rollup
  const groups = rollup.firstGroups(limit)
  const longest = groups.reduce((width, { name }) => Math.max(width, widthOf(displaySafe(name))), 'PREFIX'.length)
  const room = isWide ? Infinity : screen.width - FIGURES
  const hasShare = room - SHARE >= MIN_NAME
  const barWidth = Math.min(MAX_BAR, room - SHARE - Math.min(longest, MIN_NAME))
  const hasBar = barWidth >= MIN_BAR
  const nameWidth = Math.max(room - (hasShare ? SHARE : 0) - (hasBar ? barWidth : 0), MIN_NAME / 2)
  const share = { heading: hasBar ? '' : 'SHARE', cell: (group: Group) => percent(shareOf(group, total)) }
  const shareBar = { heading: 'SHARE', cell: (group: Group) => bar(shareOf(group, total), barWidth) }
  const columns: Column<Group>[] = [
    { heading: by === 'age' ? 'AGE' : 'PREFIX', cell: (group) => nameOf(group, by, nameWidth) },
    { heading: 'UPLOADS', isNumber: true, cell: ({ uploads }) => formatNumber(uploads) },
    ...(includesParts ? [{ heading: 'SIZE', isNumber: true, cell: minimumSize }] : []),
    ...(hasBar ? [shareBar] : []),
    ...(hasShare ? [share] : []),
    { heading: 'OLDEST', isNumber: true, cell: ({ oldest }) => formatAge(oldest, now) },
  ]
  return renderTable(columns, [...groups, total], screen)
}

function nameOf({ name, others }: Group, by: Grouping, width: number): string {
  if (others !== undefined) return `${formatNumber(others)} more`
  if (name === '') return '(no prefix)'
  return by === 'age' ? name : shortenKey(displaySafe(name), width)
}

function percent(share: number): string {
  return `${share > 0 && share < 0.005 ? '<1' : Math.round(share * 100)}%`.padStart(4)
}

/** Returns the share of the bytes, or of the uploads if no bytes are known. */
function shareOf(group: Group, total: Group): number {
  if (total.bytes > 0) return group.bytes / total.bytes
  return total.uploads === 0 ? 0 : group.uploads / total.uploads
}

export function rollupDocument(
  format: MachineFormat,
  rollup: Rollup,
  { by, depth, limit, includesParts }: RollupOptions,
  { envelope, end, isTerminal }: { envelope: Row; end: Row; isTerminal: boolean },
): string {
  const { total } = rollup
  const name = by === 'age' ? 'Age' : 'Prefix'
  const row = (group: Group): Row => ({
    ...(group.others === undefined ? { [name]: group.name } : { Others: group.others }),
    ...figures(group, total, includesParts),
  })
  const parts = includesParts ? ['Parts', 'Size', 'SizeUnknown'] : []
  const columns = [name, 'Uploads', ...parts, 'Share', 'Oldest', 'Newest', 'Others']
  const document = { ...envelope, By: by, ...(by === 'prefix' && { Depth: depth }) }
  // In a line, the Prefix of the selection would look like the prefix of a group.
  const head = format === 'json' ? document : { Bucket: envelope['Bucket'] }
  const writer = rowWriter(format, { envelope: head, columns, rowsName: 'Groups', isTerminal })
  const rows = rollup.firstGroups(limit).map(row)
  return writer.rows(rows) + writer.close({ Totals: figures(total, total, includesParts), ...end })
}

function figures(group: Group, total: Group, includesParts: boolean): Row {
  const { uploads, parts, unknownSizeCount, oldest, newest } = group
  const bytes = knownBytes(group) ?? null
  return {
    Uploads: uploads,
    ...(includesParts && { Parts: bytes === null ? null : parts, Size: bytes, SizeUnknown: unknownSizeCount }),
    Share: Number(shareOf(group, total).toFixed(4)),
    Oldest: timeValue(oldest),
    Newest: timeValue(newest),
  }
}
