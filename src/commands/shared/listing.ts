import type { BucketUploads } from '../../context.js'
import { comparisonBy, isByParts, type Order, TopN } from '../../core/order.js'
import { Progress } from '../../core/progress.js'
import { type Grouping, Rollup } from '../../core/rollup.js'
import { UploadScan } from '../../core/upload-scan.js'
import type { Upload } from '../../core/upload.js'
import { type ExitStatus, statusOfError } from '../../errors.js'
import { withProgress } from '../../output/progress.js'
import { errorFields, type Format, type UploadWriter, uploadWriter } from '../../output/records.js'
import { renderRollup, rollupDocument } from '../../output/rollup.js'
import { scanSummary } from '../../output/scan-text.js'
import { formatNumber, wrapFor } from '../../output/text.js'
import { UploadTable } from '../../output/upload-table.js'
import type { CommandContext } from './command.js'
import { addAutomaticSizes, MAX_AUTOMATIC_SIZES } from './found-uploads.js'
import { notify, printWarnings } from './notices.js'
import { formatOf, type OutputOptions } from './output-options.js'
import type { ParsedSelection } from './selection-options.js'

export interface ListingOptions extends OutputOptions {
  readonly sizes?: boolean
  readonly summary?: boolean
  readonly sort?: Order
  readonly reverse?: boolean
  readonly limit?: number
  readonly wide?: boolean
  readonly by?: Grouping
  readonly depth?: number
}

/** Lists the uploads of one bucket, and writes them page by page. */
export class Listing {
  readonly #bucket: BucketUploads
  readonly #parsed: ParsedSelection
  readonly #options: ListingOptions
  readonly #context: CommandContext
  readonly #scan: UploadScan
  readonly #progress = new Progress()
  readonly #format: Format
  /** Maximum number of uploads, or of the groups of a rollup. */
  readonly #limit: number
  readonly #writer: UploadWriter | undefined
  #table: UploadTable | undefined
  readonly #rollup: Rollup | undefined
  readonly #sorted: TopN<Upload> | undefined
  /** First uploads, as long as they can be few enough for automatic sizes. */
  #held: Upload[] | undefined
  #shownCount = 0
  #isTruncated = false

  constructor(
    bucket: BucketUploads,
    parsed: ParsedSelection,
    options: ListingOptions,
    context: CommandContext,
    scan = new UploadScan(parsed.selection, context.clock.now(), 'list'),
  ) {
    this.#bucket = bucket
    this.#parsed = parsed
    this.#options = options
    this.#context = context
    this.#scan = scan
    const { stdout } = context.terminal
    const { summary, by = 'prefix', depth = 1, sort, reverse = false, sizes, limit = Infinity } = options
    this.#limit = limit
    this.#format = formatOf(options, context.terminal)
    if (this.#format !== 'table') this.#writer = uploadWriter(this.#format, this.#envelope(), stdout.isTerminal)
    else if (stdout.isTerminal && sizes === undefined && !isByParts(sort)) this.#held = []
    if (summary) this.#rollup = new Rollup(by, depth)
    else if (sort ?? reverse) this.#sorted = new TopN(limit, comparisonBy(sort ?? 'key', reverse))
  }

  /** Lists the uploads that match. */
  run(): Promise<ExitStatus> {
    return this.#write(() => this.#list())
  }

  /** Writes uploads that were listed before. */
  writeAll(uploads: readonly Upload[]): Promise<ExitStatus> {
    return this.#write(() => this.#add(uploads))
  }

  async #write(produce: () => Promise<void>): Promise<ExitStatus> {
    const { terminal, signal } = this.#context
    try {
      await withProgress(this.#context, this.#progress, async () => {
        await produce()
        await this.#flush()
      })
      await terminal.stdout.write(await this.#end())
    } catch (error) {
      const fields = errorFields(error, statusOfError(error, signal))
      if (this.#writer && this.#shownCount > 0)
        await terminal.stdout.write(this.#writer.fail({ Complete: false, ...fields }))
      throw error
    }
    if (this.#writer && this.#isTruncated) await notify(this.#context, this.#limitText())
    return printWarnings(this.#scan, this.#context)
  }

  async #list(): Promise<void> {
    const { sizes, sort } = this.#options
    const includeParts = sizes ?? isByParts(sort)
    const { signal } = this.#context
    const options = { includeParts, excludeGone: true, progress: this.#progress, signal }
    for await (const page of this.#bucket.listMatching(this.#scan, options)) {
      await this.#add(page)
      if (this.#isTruncated) break
    }
  }

  async #add(page: readonly Upload[]): Promise<void> {
    if (this.#sorted) {
      for (const upload of page) this.#sorted.add(upload)
      return
    }
    const uploads = this.#rollup ? page : this.#withinLimit(page)
    this.#held?.push(...uploads)
    if (this.#held && this.#held.length <= MAX_AUTOMATIC_SIZES) return
    const ready = this.#held ?? uploads
    this.#held = undefined
    await this.#show(ready)
  }

  /** The listing ends once there is one upload more than the limit. */
  #withinLimit(page: readonly Upload[]): readonly Upload[] {
    this.#isTruncated = this.#scan.matchedCount > this.#limit
    return page.slice(0, Math.max(0, this.#limit - (this.#scan.matchedCount - page.length)))
  }

  /** Shows the uploads that were held back for an order or for their sizes. */
  async #flush(): Promise<void> {
    const held = this.#sorted?.items() ?? this.#held ?? []
    this.#isTruncated ||= this.#sorted !== undefined && held.length < this.#scan.matchedCount
    const isMeasured = this.#held !== undefined
    const measure = () => addAutomaticSizes(held, this.#bucket, this.#scan, this.#context, this.#progress)
    await this.#show(isMeasured ? await measure() : held)
  }

  async #show(uploads: readonly Upload[]): Promise<void> {
    if (this.#rollup) {
      for (const upload of uploads) this.#rollup.add(upload, this.#scan.now)
    } else if (uploads.length > 0) {
      this.#shownCount += uploads.length
      await this.#context.terminal.stdout.write(this.#writer?.write(uploads) ?? this.#renderTable(uploads))
    }
  }

  #renderTable(uploads: readonly Upload[]): string {
    const scan = this.#scan
    const includesParts = scan.includesParts || uploads.some(({ parts }) => parts !== undefined)
    const options = { scan, includesParts, isWide: this.#options.wide === true }
    this.#table ??= new UploadTable(options, this.#context.terminal.stdout)
    return this.#table.render(uploads)
  }

  /** Returns the end of the document, or what follows the rows of a table. */
  async #end(): Promise<string> {
    const { stdout } = this.#context.terminal
    const rollup = this.#rollup
    const { by = 'prefix', depth = 1 } = this.#options
    const options = { by, depth, limit: this.#limit, includesParts: this.#scan.includesParts }
    const complete = { Complete: this.#scan.incompleteReason === undefined }
    if (this.#format === 'table') {
      const hasGroups = rollup !== undefined && rollup.total.uploads > 0
      const table = hasGroups ? await renderRollup(rollup, options, this.#scan.now, stdout) : ''
      return table + this.#footer(hasGroups)
    }
    if (rollup) {
      const document = { envelope: this.#envelope(), end: complete, isTerminal: stdout.isTerminal }
      return rollupDocument(this.#format, rollup, options, document)
    }
    const total = this.#isCut ? undefined : this.#scan.matchedCount
    return this.#writer?.end({ Total: total, Truncated: this.#isTruncated, ...complete }) ?? ''
  }

  #footer(hasGroups: boolean): string {
    const subject = { bucket: this.#bucket.name, conditions: this.#parsed.text }
    const lines = [
      ...(this.#isTruncated ? [this.#limitText()] : []),
      ...(this.#isCut ? [] : [scanSummary(this.#scan, subject, this.#shownCount > 0)]),
    ]
    const gap = this.#shownCount > 0 || hasGroups ? '\n' : ''
    return `${gap}${wrapFor(this.#context.terminal.stdout, lines.join('\n'))}\n`
  }

  /** True if the listing ended early, so that its counts are not known. */
  get #isCut(): boolean {
    return this.#isTruncated && !this.#sorted
  }

  #limitText(): string {
    const shown = formatNumber(this.#shownCount)
    if (this.#isCut) return `Showing the first ${shown}. There are more.`
    return `Showing ${shown} of ${formatNumber(this.#scan.matchedCount)}.`
  }

  #envelope() {
    const { filter, selection } = this.#parsed
    return { Bucket: this.#bucket.name, Prefix: selection.prefix || undefined, Filter: filter }
  }
}
