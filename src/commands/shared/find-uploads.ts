import type { BucketUploads } from '../../context.js'
import { Progress } from '../../core/progress.js'
import type { Upload } from '../../core/upload.js'
import { UploadScan } from '../../core/upload-scan.js'
import type { CommandContext } from './command.js'
import { withProgress } from './progress.js'

export interface FoundUploads {
  readonly scan: UploadScan
  readonly uploads: readonly Upload[]
}

/** Lists a prefix. Returns the uploads that pass a test. */
export async function findUploads(
  bucket: BucketUploads,
  { prefix, isExactKey = false }: { readonly prefix: string; readonly isExactKey?: boolean },
  test: (upload: Upload) => boolean,
  context: CommandContext,
): Promise<FoundUploads> {
  const scan = new UploadScan({ prefix, match: [], exclude: [] }, context.clock.now(), 'list')
  const progress = new Progress()
  const uploads: Upload[] = []
  await withProgress(context, progress, async () => {
    for await (const page of bucket.pages({ prefix, isExactKey }, context.stop)) {
      progress.pages++
      progress.listed += page.uploads.length
      const found = page.uploads.filter(test)
      uploads.push(...scan.filterByParts(scan.filterByListing({ ...page, uploads: found })))
    }
  })
  return { scan, uploads }
}
