import { formatInstant } from '../core/instant.js'
import type { UploadScan } from '../core/upload-scan.js'
import { shardSuffix, shardName } from '../core/shard.js'
import type { CliError } from '../errors.js'
import type { Format } from './format.js'
import { type Row, rowWriter } from './records.js'
import { styleOf } from './style.js'
import { renderTable } from './table.js'
import type { Output } from './terminal.js'
import { ageOf, count, grouped, sizeOf } from './words.js'

/** What one of several buckets holds, or why that can't be said. */
export interface Surveyed {
  readonly bucket: string
  readonly search: UploadScan
  readonly problem?: CliError
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
  const includesParts = surveyed.some(({ search }) => search.includesParts)
  const rows = surveyed.map(({ bucket, search, problem }) => {
    const figures = problem
      ? [style.bad('unknown'), '', '', '']
      : [grouped(search.matchedCount), sizeOf(search) ?? '', ...ages(search)]
    return [style.key(bucket), ...figures]
  })
  const shown = includesParts ? columns : columns.filter(({ heading }) => heading !== 'SIZE')
  const cells = includesParts ? rows : rows.map((row) => row.filter((_, index) => index !== 2))
  return renderTable(shown, cells, { style, withHead: true }) + shardLine(surveyed) + problemLines(surveyed)
}

function shardLine([first]: readonly Surveyed[]): string {
  const shard = first?.search.selection.shard
  return shard ? `\nOnly uploads${shardSuffix(shard)}.\n` : ''
}

function ages({ oldest, newest, now }: UploadScan): [string, string] {
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
  const { matchedCount, bytes, unknownSizeCount, recentCount, includesParts, oldest, newest, selection } =
    search
  return {
    Bucket: bucket,
    Shard: shardName(selection.shard),
    Clear: search.isBucketClear,
    Uploads: matchedCount,
    ...(includesParts && { Size: bytes, SizeUnknown: unknownSizeCount }),
    MaybeLive: recentCount,
    Oldest: oldest?.initiated === undefined ? undefined : formatInstant(oldest.initiated),
    Newest: newest?.initiated === undefined ? undefined : formatInstant(newest.initiated),
  }
}
