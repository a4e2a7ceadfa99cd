import type { UploadScan } from '../core/upload-scan.js'
import type { Format } from './format.js'
import type { Row } from './records.js'
import type { Output } from './terminal.js'
import type { View } from './view.js'

export interface Shown {
  /** What the answer says beside its rows. */
  readonly envelope: Row
  readonly search: UploadScan
  readonly output: Output
  readonly includesParts: boolean
}

/** One row an upload. Each format is loaded only where it is used: a table's library takes longer than a page. */
export async function listingView(format: Format, shown: Shown): Promise<View> {
  if (format === 'table') return tableView(shown)
  const [{ rowWriter }, { UPLOAD_COLUMNS, uploadRow }] = await Promise.all([
    import('./records.js'),
    import('./rows.js'),
  ])
  const { envelope, output } = shown
  const writer = rowWriter(format, { envelope, columns: UPLOAD_COLUMNS, isTerminal: output.isTerminal })
  return {
    take: (uploads) => writer.rows(uploads.map(uploadRow)),
    close: () => writer.close(),
  }
}

async function tableView({ search, output, includesParts }: Shown): Promise<View> {
  const [{ renderUploads }, { styleOf }, { overview }] = await Promise.all([
    import('./upload-table.js'),
    import('./style.js'),
    import('./words.js'),
  ])
  const style = styleOf(output)
  let withHead = true
  return {
    take: (uploads) => {
      if (uploads.length === 0) return ''
      const { now } = search
      const text = renderUploads(uploads, { now, width: output.width, style, includesParts, withHead })
      withHead = false
      return text
    },
    close: (isCut) => (isCut ? '' : `${withHead ? '' : '\n'}${overview(search)}\n`),
  }
}
