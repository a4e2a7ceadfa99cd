import type { Progress } from '../core/progress.js'
import { hasPartsCondition, type Selection } from '../core/selection.js'
import type { Page, Target, Upload } from '../core/upload.js'
import type { UploadScan } from '../core/upload-scan.js'
import { toCliError } from '../s3/describe-error.js'
import { abortAll, type AbortAllOptions, type AbortOptions, type AbortReport, abortTargets } from './abort-all.js'
import type { Blocking } from './blocking.js'
import { Lifecycle } from './lifecycle.js'
import { type AddedParts, addParts, type AddPartsOptions, PartsFetcher } from './list-parts.js'
import { type ListingOptions, UploadListing } from './list-uploads.js'
import { requestContext, type S3Context } from './s3-context.js'

export interface ScanOptions {
  /** Lists the parts of every upload that matches, also without a condition on parts. */
  readonly includeParts: boolean
  /** Leaves out uploads that are gone when their parts are requested. */
  readonly excludeGone?: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** The incomplete multipart uploads of one bucket. */
export class BucketUploads {
  readonly name: string
  readonly lifecycle: Lifecycle
  readonly context: S3Context
  readonly #listing: UploadListing

  constructor(name: string, context: S3Context) {
    this.name = name
    this.lifecycle = new Lifecycle(name, context)
    this.context = context
    this.#listing = new UploadListing(name, context)
  }

  /**
   * Lists all uploads that the server returns for the prefix, page by page.
   *
   * @throws CliError if the listing is not complete.
   */
  async *pages(options: ListingOptions, signal: AbortSignal): AsyncGenerator<Page> {
    try {
      yield* this.#listing.pages(options, signal)
    } catch (error) {
      throw toCliError(error, requestContext(this.context, 'list', this.name))
    }
  }

  /** Lists the uploads that match, page by page, with their parts if needed. The counts are in the scan. */
  async *listMatching(
    scan: UploadScan,
    { includeParts, excludeGone = false, progress, signal }: ScanOptions,
  ): AsyncGenerator<Upload[]> {
    const { prefix } = scan.selection
    scan.includesParts = includeParts || hasPartsCondition(scan.selection)
    const fetcher = new PartsFetcher({ bucket: this.name, context: this.context, progress, signal })
    for await (const page of this.pages({ prefix }, signal)) {
      progress.pages++
      progress.listed += page.uploads.length
      const listed = scan.filterByListing(page)
      const uploads = scan.includesParts ? await fetcher.addParts(listed) : listed
      scan.partsError = fetcher.failure?.message
      yield scan.filterByParts(excludeGone ? fetcher.withoutGone(uploads) : uploads)
    }
  }

  /** Lists the uploads that match, and returns only the counts, in the scan. */
  async scan(scan: UploadScan, options: ScanOptions): Promise<void> {
    const pages = this.listMatching(scan, options)
    while (!(await pages.next()).done);
  }

  /** Checks which contents besides uploads block DeleteBucket. */
  async findBlocking(signal: AbortSignal): Promise<Blocking> {
    const { findBlocking } = await import('./blocking.js')
    return findBlocking(this.name, this.context, signal)
  }

  /** Adds parts to uploads that were listed. */
  async addParts(uploads: readonly Upload[], options: AddPartsOptions): Promise<AddedParts> {
    return addParts(uploads, { bucket: this.name, context: this.context, ...options })
  }

  abortAll(selection: Selection, options: AbortAllOptions): Promise<AbortReport> {
    return abortAll(this, selection, options)
  }

  abort(targets: Iterable<Target>, options: AbortOptions): Promise<AbortReport> {
    return abortTargets(this, targets, options)
  }
}
