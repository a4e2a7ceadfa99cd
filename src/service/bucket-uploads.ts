import { ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { AbortResults } from '../core/abort-results.js'
import type { Blocking, Presence } from '../core/bucket.js'
import type { OperationOptions } from '../core/progress.js'
import { hasPartsCondition, type Selection } from '../core/selection.js'
import { UploadScan } from '../core/upload-scan.js'
import type { Page, Target, Upload } from '../core/upload.js'
import { toCliError } from '../s3/describe-error.js'
import { errorCodeOf, isRequestError, NetworkError } from '../s3/request-error.js'
import { type AbortAllOptions, type AbortReport, AbortRun } from './abort-all.js'
import type { AbortOptions } from './bulk-aborter.js'
import { Lifecycle } from './lifecycle.js'
import { type PartsOptions, PartsFetcher } from './list-parts.js'
import { type ListingOptions, UploadListing } from './list-uploads.js'
import { type BucketContext, send } from './s3-context.js'

export interface ScanOptions extends OperationOptions {
  /** Lists the parts of every upload that matches, also without a condition on parts. */
  readonly includeParts?: boolean
  /** Leaves out uploads that are gone when their parts are requested. */
  readonly excludeGone?: boolean
}

/** The incomplete multipart uploads of one bucket. */
export class BucketUploads {
  readonly name: string
  readonly lifecycle: Lifecycle
  readonly context: BucketContext
  readonly #listing: UploadListing

  constructor(context: BucketContext) {
    this.name = context.bucket
    this.lifecycle = new Lifecycle(context)
    this.context = context
    this.#listing = new UploadListing(context)
  }

  /** Lists all uploads that the server returns for the prefix. @throws CliError if the listing is not complete. */
  async *pages(options: ListingOptions, { progress, signal }: OperationOptions): AsyncGenerator<Page> {
    try {
      for await (const page of this.#listing.pages(options, signal)) {
        progress.pages++
        progress.listed += page.uploads.length
        yield page
      }
    } catch (error) {
      throw toCliError(error, { operation: 'list', ...this.context })
    }
  }

  /** Lists the uploads that match, page by page, with their parts if needed. The counts are in the scan. */
  async *listMatching(scan: UploadScan, options: ScanOptions): AsyncGenerator<Upload[]> {
    const { includeParts = false, excludeGone = false, progress, signal } = options
    const { prefix } = scan.selection
    scan.includesParts = includeParts || hasPartsCondition(scan.selection)
    const fetcher = new PartsFetcher(this.context, { progress, signal })
    for await (const page of this.pages({ prefix }, { progress, signal })) {
      const listed = scan.filterByListing(page)
      const uploads = scan.includesParts ? await fetcher.addParts(listed) : listed
      scan.partsError = fetcher.failure?.message
      const existing = excludeGone ? fetcher.withoutGone(uploads) : uploads
      scan.goneCount += uploads.length - existing.length
      yield scan.filterByParts(existing)
    }
  }

  /** Lists the uploads that match only to count them in the scan. */
  async scan(scan: UploadScan, options: ScanOptions): Promise<void> {
    const pages = this.listMatching(scan, options)
    while (!(await pages.next()).done);
  }

  /** Requests one object and one version, which block DeleteBucket. False only if the page was empty and complete. */
  async findBlocking(signal: AbortSignal): Promise<Blocking> {
    const input = { Bucket: this.name, MaxKeys: 1 }
    const objectList = send(this.context, new ListObjectsV2Command(input), signal)
    const versionList = send(this.context, new ListObjectVersionsCommand(input), signal)
    const [objects, versions] = await Promise.all([
      presence(objectList.then(({ Contents = [] }) => Contents.length > 0)),
      presence(versionList.then(({ Versions = [] }) => Versions.length > 0)),
    ])
    signal.throwIfAborted()
    return { objects, versions }
  }

  /** Adds parts to uploads that were listed, as far as they can be listed in the time. */
  async addParts(uploads: readonly Upload[], options: PartsOptions) {
    const fetcher = new PartsFetcher(this.context, options)
    const withParts = await fetcher.addParts(uploads)
    return { uploads: fetcher.withoutGone(withParts), failure: fetcher.failure }
  }

  /**
   * Aborts every upload that matches, and lists again until none is left or three more rounds have failed. Uploads that
   * start during the run are not aborted. Without `confirm`, uploads that the first listing missed are aborted too.
   *
   * @throws CliError if the listing fails before any upload was aborted, and the error of `confirm`.
   */
  async abortAll(selection: Selection, options: AbortAllOptions): Promise<AbortReport> {
    const { confirm, includeParts = false, progress, signal } = options
    const scan = new UploadScan(selection, this.context.clock.now(), 'abort')
    const pages = this.listMatching(scan, { includeParts, progress, signal })
    if (!confirm) return new AbortRun({ ...options, bucket: this, results: new AbortResults(), scan, pages }).run()
    const uploads: Upload[] = []
    for await (const page of pages) for (const upload of page) uploads.push(upload)
    const results = new AbortResults(await confirm(uploads, scan))
    return new AbortRun({ ...options, bucket: this, results, scan }).run()
  }

  /** Aborts exactly these uploads, and checks with a new listing that they are gone. */
  abort(targets: Iterable<Target>, options: AbortOptions): Promise<AbortReport> {
    return new AbortRun({ ...options, bucket: this, results: new AbortResults(targets), scan: undefined }).run()
  }
}

async function presence(request: Promise<boolean>): Promise<Presence> {
  try {
    return await request
  } catch (error) {
    if (!isRequestError(error)) throw error
    const code = error instanceof NetworkError ? error.code : errorCodeOf(error)
    return { code: code ?? 'invalid response' }
  }
}
