import type { Search } from '../core/search.js'
import type { Upload } from '../core/upload.js'
import type { MachineFormat, Row } from './records.js'
import type { Output } from './terminal.js'

/** Writes a listing as it comes. */
export interface ListingWriter {
  uploads(uploads: readonly Upload[]): string
  close(): string
}

/** Each format is loaded only where it is used: a table's library takes longer to load than a page to come. */
export async function listingWriter(
  format: 'table' | MachineFormat,
  { envelope, search, output }: { envelope: Row; search: Search; output: Output },
): Promise<ListingWriter> {
  if (format === 'table') return tableWriter(search, output)
  const [{ rowWriter }, { UPLOAD_COLUMNS, uploadRow }] = await Promise.all([
    import('./records.js'),
    import('./rows.js'),
  ])
  const writer = rowWriter(format, { envelope, columns: UPLOAD_COLUMNS, isTerminal: output.isTerminal })
  return {
    uploads: (uploads) => writer.rows(uploads.map(uploadRow)),
    close: () => writer.close(),
  }
}

async function tableWriter(search: Search, output: Output): Promise<ListingWriter> {
  const [{ renderUploads }, { styleOf }] = await Promise.all([
    import('./upload-table.js'),
    import('./style.js'),
  ])
  const { overview } = await import('./words.js')
  const style = styleOf(output)
  let withHead = true
  return {
    uploads: (uploads) => {
      if (uploads.length === 0) return ''
      const text = renderUploads(uploads, { now: search.now, width: output.width, style, withHead })
      withHead = false
      return text
    },
    close: () => `${withHead ? '' : '\n'}${overview(search)}\n`,
  }
}
