import { formatInstant, type Instant } from '../core/instant.js'
import { type Group, type Grouping, Rollup } from '../core/rollup.js'
import { displaySafe } from '../core/safe-text.js'
import { formatSize } from '../core/size.js'
import { bar } from './bar.js'
import type { Format } from './format.js'
import type { Shown } from './listing.js'
import { type Row, rowWriter } from './records.js'
import { type Style, styleOf } from './style.js'
import { renderTable } from './table.js'
import type { View } from './view.js'
import { count, grouped, since } from './words.js'
import { wrap } from './wrap.js'

export interface Grouped {
  readonly by: Grouping
  /** How many levels of a key make a prefix. */
  readonly depth: number
  /** Most groups that are shown; the others are shown as one. */
  readonly limit: number
}

const BAR = 16
/** The columns beside the name: uploads, size, bar and per cent, oldest. */
const FIGURES = 9 + 10 + (BAR + 8) + 8

/** Uploads rolled up, the biggest first, with a total that is exact however many groups are shown. */
export function summaryView(format: Format, shown: Shown, { by, depth, limit }: Grouped): View {
  const rollup = new Rollup(by, depth)
  const { search } = shown
  return {
    take: (uploads) => {
      for (const upload of uploads) rollup.add(upload, search.now)
      return ''
    },
    close: () => {
      const groups = rollup.firstGroups(limit)
      return format === 'table'
        ? renderGroups(groups, rollup.total, by, shown)
        : groupDocument(format, groups, rollup.total, { ...shown, by, depth })
    },
  }
}

function renderGroups(groups: readonly Group[], total: Group, by: Grouping, shown: Shown): string {
  const { search, output, includesParts } = shown
  if (total.uploads === 0) return 'No incomplete uploads.\n'
  const style = styleOf(output)
  const nameWidth = Math.max(output.width - 1 - FIGURES - 2, 16)
  const row = (group: Group, name: string) => [
    name,
    grouped(group.uploads),
    ...(includesParts ? [sizeCell(group)] : []),
    shareCell(group, total, includesParts, style),
    group.oldest === undefined ? 'unknown' : since(group.oldest, search.now),
  ]
  const columns = [
    { heading: by === 'age' ? 'AGE' : 'PREFIX' },
    { heading: 'UPLOADS', isNumber: true },
    ...(includesParts ? [{ heading: 'SIZE', isNumber: true }] : []),
    { heading: 'SHARE' },
    { heading: 'OLDEST' },
  ]
  const rows = groups.map((group) => row(group, nameCell(group, by, nameWidth, style)))
  rows.push(row(total, style.heading('Total')))
  return renderTable(columns, rows, { style, withHead: true }) + unknownNote(total)
}

function nameCell({ name, others }: Group, by: Grouping, width: number, style: Style): string {
  if (others !== undefined) return style.quiet(`${grouped(others)} others`)
  if (name === '') return style.quiet('(no prefix)')
  if (by === 'age') return name
  return wrap(displaySafe(name), width).map(style.key).join('\n')
}

function sizeCell({ bytes, unknownSizeCount }: Group): string {
  return `${unknownSizeCount > 0 ? '≥ ' : ''}${formatSize(bytes)}`
}

function shareCell(group: Group, total: Group, includesParts: boolean, style: Style): string {
  const share = shareOf(group, total, includesParts)
  return `${style.key(bar(share, BAR))} ${percent(share).padStart(5)}`
}

function percent(share: number): string {
  return share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`
}

function shareOf(group: Group, total: Group, includesParts: boolean): number {
  if (includesParts && total.bytes > 0) return group.bytes / total.bytes
  return total.uploads === 0 ? 0 : group.uploads / total.uploads
}

function unknownNote({ unknownSizeCount }: Group): string {
  return unknownSizeCount === 0 ? '' : `\nThe size of ${count(unknownSizeCount, 'upload')} is unknown.\n`
}

function groupDocument(
  format: Exclude<Format, 'table'>,
  groups: readonly Group[],
  total: Group,
  { envelope, output, includesParts, by, depth }: Shown & Pick<Grouped, 'by' | 'depth'>,
): string {
  const said = { ...envelope, By: by, Depth: by === 'prefix' ? depth : undefined }
  const name = by === 'age' ? 'Age' : 'Prefix'
  const row = (group: Group): Row => ({
    ...(group.others === undefined ? { [name]: group.name } : { Others: group.others }),
    ...figures(group, total, includesParts),
  })
  const columns = [
    name,
    'Uploads',
    ...(includesParts ? ['Parts', 'Size', 'SizeUnknown'] : []),
    'Share',
    'Oldest',
    'Newest',
  ]
  const writer = rowWriter(format, {
    envelope: said,
    columns,
    rowsName: 'Groups',
    isTerminal: output.isTerminal,
  })
  return writer.rows(groups.map(row)) + writer.close({ Total: figures(total, total, includesParts) })
}

function figures(group: Group, total: Group, includesParts: boolean): Row {
  const { uploads, parts, bytes, unknownSizeCount, oldest, newest } = group
  return {
    Uploads: uploads,
    ...(includesParts && { Parts: parts, Size: bytes, SizeUnknown: unknownSizeCount }),
    Share: Number(shareOf(group, total, includesParts).toFixed(4)),
    Oldest: timeOf(oldest),
    Newest: timeOf(newest),
  }
}

function timeOf(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : formatInstant(instant)
}
