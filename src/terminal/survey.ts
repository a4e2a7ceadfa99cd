import { formatInstant } from '../core/instant.js'
import type { Search } from '../core/search.js'
import { inShard, shardName } from '../core/shard.js'
import type { Problem } from '../errors.js'
import type { Format } from './format.js'
import { type Row, rowWriter } from './records.js'
import { styleOf } from './style.js'
import { renderTable } from './table.js'
import type { Output } from './terminal.js'
import { ageOf, count, grouped, sizeOf } from './words.js'

/** What one of several buckets holds, or why that can't be said. */
export interface Surveyed {
  readonly bucket: string
  readonly search: Search
  readonly problem?: Problem
}

const COLUMNS = [
  'Bucket',
  'Clear',
  'Uploads',
  'Size',
  'SizeUnknown',
  'MaybeLive',
  'Oldest',
  'Newest',
  'Error',
]

/** One row a bucket. */
export function renderSurvey(format: Format, surveyed: readonly Surveyed[], output: Output): string {
  if (format === 'table') return surveyTable(surveyed, output)
  const writer = rowWriter(format, {
    envelope: {},
    columns: COLUMNS,
    rowsName: 'Buckets',
    isTerminal: output.isTerminal,
  })
  return writer.rows(surveyed.map(surveyRow)) + writer.close()
}

function surveyTable(surveyed: readonly Surveyed[], output: Output): string {
  if (surveyed.length === 0) return 'There are no buckets.\n'
  const style = styleOf(output)
  const columns = [
    { heading: 'BUCKET' },
    { heading: 'UPLOADS', isNumber: true },
    { heading: 'SIZE', isNumber: true },
    { heading: 'OLDEST' },
    { heading: 'NEWEST' },
  ]
  const isMeasured = surveyed.some(({ search }) => search.isMeasured)
  const rows = surveyed.map(({ bucket, search, problem }) => {
    const figures = problem
      ? [style.bad('unknown'), '', '', '']
      : [grouped(search.selected), sizeOf(search) ?? '', ...ages(search)]
    return [style.key(bucket), ...figures]
  })
  const shown = isMeasured ? columns : columns.filter(({ heading }) => heading !== 'SIZE')
  const cells = isMeasured ? rows : rows.map((row) => row.filter((_, index) => index !== 2))
  return renderTable(shown, cells, { style, withHead: true }) + shardLine(surveyed) + problemLines(surveyed)
}

function shardLine([first]: readonly Surveyed[]): string {
  const shard = first?.search.selection.shard
  return shard ? `\nOnly uploads${inShard(shard)}.\n` : ''
}

function ages({ oldest, newest, now }: Search): [string, string] {
  return [oldest ? ageOf(oldest, now) : '', newest ? ageOf(newest, now) : '']
}

function problemLines(surveyed: readonly Surveyed[]): string {
  const failed = surveyed.filter(({ problem }) => problem !== undefined)
  if (failed.length === 0) return ''
  const lines = failed.map(({ problem }) => `${problem?.message ?? ''}\n`)
  return `\n${count(failed.length, 'bucket')} could not be listed:\n${lines.join('')}`
}

function surveyRow({ bucket, search, problem }: Surveyed): Row {
  if (problem) return { Bucket: bucket, Clear: false, Error: problem.message }
  const { selected, untrustworthy, bytes, sizeUnknown, maybeLive, isMeasured, oldest, newest, selection } =
    search
  return {
    Bucket: bucket,
    Shard: shardName(selection.shard),
    Clear: selected + untrustworthy.length === 0,
    Uploads: selected,
    ...(isMeasured && { Size: bytes, SizeUnknown: sizeUnknown }),
    MaybeLive: maybeLive,
    Oldest: oldest?.initiated === undefined ? undefined : formatInstant(oldest.initiated),
    Newest: newest?.initiated === undefined ? undefined : formatInstant(newest.initiated),
  }
}
