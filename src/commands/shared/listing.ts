import type { BucketUploads } from '../../context.js'
import { comparisonBy, isByParts, type Order, TopN } from '../../core/order.js'
import { Progress } from '../../core/progress.js'
import { type Grouping, Rollup } from '../../core/rollup.js'
import type { Upload } from '../../core/upload.js'
import { UploadScan } from '../../core/upload-scan.js'
import { type ExitStatus, statusOfError } from '../../errors.js'
import { colorsFor } from '../../output/colors.js'
import { errorFields } from '../../output/error-document.js'
import type { Format, Row } from '../../output/records.js'
import { renderRollup, rollupDocument } from '../../output/rollup.js'
import { scanSummary } from '../../output/scan-text.js'
import { formatNumber, wrapFor } from '../../output/text.js'
import { UploadTable } from '../../output/upload-table.js'
import { type UploadWriter, uploadWriter } from '../../output/upload-records.js'
import { addAutomaticSizes, MAX_AUTOMATIC_SIZES } from './found-uploads.js'
import type { CommandContext } from './command.js'
import { formatOf, type OutputOptions } from './output-options.js'
import { notify, printWarnings, withProgress } from './notices.js'
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
  readonly #writer: UploadWriter
  readonly #rollup: Rollup | undefined
  readonly #sorted: TopN<Upload> | undefined
  /** First uploads, as long as they can be few enough for automatic sizes. */
  #held: Upload[] | undefined
  #shownCount = 0
  #isTruncated = false
  #hasBegun = false

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
    this.#format = formatOf(options, context.terminal)
    this.#writer = this.#createWriter()
    const { summary, by = 'prefix', depth = 1, sort, reverse = false, limit = Infinity } = options
    if (summary) this.#rollup = new Rollup(by, depth)
    else if (sort ?? reverse) this.#sorted = new TopN(limit, comparisonBy(sort ?? 'key', reverse))
    if (this.#measuresAutomatically()) this.#held = []
  }

  /** Lists the uploads that match. */
  run(): Promise<ExitStatus> {
    return this.#write(() => this.#list())
  }

  /** Writes uploads that were listed before. */
  writeAll(uploads: readonly Upload[]): Promise<ExitStatus> {
    return this.#write(async () => {
      await this.#add(uploads)
      await this.#flush()
    })
  }

  async #write(produce: () => Promise<void>): Promise<ExitStatus> {
    try {
      await withProgress(this.#context, this.#progress, produce)
      await this.#end()
    } catch (error) {
      const status = statusOfError(error, this.#context.signal)
      if (this.#hasBegun)
        await this.#context.terminal.stdout.write(this.#writer.fail({ Complete: false, ...errorFields(error, status) }))
      throw error
    }
    return printWarnings(this.#scan, this.#context)
  }

  async #list(): Promise<void> {
    const { signal } = this.#context
    const options = {
      includeParts: this.#includesParts(),
      excludeGone: true,
      progress: this.#progress,
      signal,
    }
    for await (const page of this.#bucket.listMatching(this.#scan, options)) {
      await this.#add(page)
      if (this.#isTruncated) break
    }
    await this.#flush()
  }

  /** Writes the uploads that were held back for an order or for their sizes. */
  async #flush(): Promise<void> {
    const held = this.#sorted?.items() ?? this.#held ?? []
    this.#isTruncated ||= this.#sorted !== undefined && held.length < this.#scan.matchedCount
    const subject = { bucket: this.#bucket, scan: this.#scan, progress: this.#progress }
    const uploads = this.#held ? await addAutomaticSizes(held, subject, this.#context) : held
    if (this.#rollup) for (const upload of uploads) this.#rollup.add(upload, this.#scan.now)
    else await this.#print(uploads)
  }

  async #add(page: readonly Upload[]): Promise<void> {
    if (this.#sorted) {
      for (const upload of page) this.#sorted.add(upload)
      return
    }
    const uploads = this.#rollup ? page : this.#withinLimit(page)
    if (this.#held) {
      this.#held.push(...uploads)
      if (this.#held.length <= MAX_AUTOMATIC_SIZES) return
    }
    const ready = this.#held ?? uploads
    this.#held = undefined
    if (this.#rollup) for (const upload of ready) this.#rollup.add(upload, this.#scan.now)
    else await this.#print(ready)
  }

  /** The listing ends once there is one upload more than the limit. */
  #withinLimit(page: readonly Upload[]): readonly Upload[] {
    const { limit = Infinity } = this.#options
    this.#isTruncated = this.#scan.matchedCount > limit
    return page.slice(0, Math.max(0, limit - (this.#scan.matchedCount - page.length)))
  }

  async #print(uploads: readonly Upload[]): Promise<void> {
    if (uploads.length === 0) return
    this.#hasBegun = true
    this.#shownCount += uploads.length
    await this.#context.terminal.stdout.write(this.#writer.write(uploads))
  }

  async #end(): Promise<void> {
    const { terminal } = this.#context
    const { stdout } = terminal
    const rollup = this.#rollup
    if (this.#format !== 'table') {
      const text = rollup
        ? rollupDocument(this.#format, rollup, this.#rollupOptions(), {
            envelope: this.#envelope(),
            end: { Complete: this.#scan.incompleteReason === undefined },
            isTerminal: stdout.isTerminal,
          })
        : this.#writer.end(this.#endFields())
      await stdout.write(text)
      if (this.#isTruncated) await notify(this.#context, this.#limitText())
      return
    }
    const layout = { colors: colorsFor(stdout), width: stdout.width, now: this.#scan.now }
    if (rollup && rollup.total.uploads > 0) await stdout.write(renderRollup(rollup, this.#rollupOptions(), layout))
    await stdout.write(this.#footer())
  }

  #footer(): string {
    const { stdout } = this.#context.terminal
    const subject = { bucket: this.#bucket.name, conditions: this.#parsed.text }
    const isCut = this.#isTruncated && !this.#sorted
    const lines = [
      ...(this.#isTruncated ? [this.#limitText()] : []),
      ...(isCut ? [] : [scanSummary(this.#scan, subject, this.#shownCount > 0)]),
    ]
    const gap = this.#shownCount > 0 || (this.#rollup?.total.uploads ?? 0) > 0 ? '\n' : ''
    return `${gap}${wrapFor(stdout, lines.join('\n'))}\n`
  }

  #limitText(): string {
    const shown = formatNumber(this.#shownCount)
    if (this.#sorted) return `Showing ${shown} of ${formatNumber(this.#scan.matchedCount)}.`
    return `Showing the first ${shown}. There are more.`
  }

  #createWriter(): UploadWriter {
    const { stdout } = this.#context.terminal
    const scan = this.#scan
    if (this.#format !== 'table') {
      const layout = { bucket: this.#bucket.name, fields: this.#envelope(), isTerminal: stdout.isTerminal }
      return uploadWriter(this.#format, layout)
    }
    const isWide = this.#options.wide === true
    let table: UploadTable | undefined
    return {
      write: (uploads) => {
        const includesParts = scan.includesParts || uploads.some(({ parts }) => parts !== undefined)
        const layout = { scan, width: stdout.width, includesParts, isWide }
        table ??= new UploadTable({ ...layout, colors: colorsFor(stdout) })
        return table.render(uploads)
      },
      end: () => '',
      fail: () => '',
    }
  }

  #envelope(): Row {
    const { filter, selection } = this.#parsed
    return { Bucket: this.#bucket.name, Prefix: selection.prefix || undefined, Filter: filter }
  }

  #endFields(): Row {
    const isCut = this.#isTruncated && !this.#sorted
    return {
      Total: isCut ? undefined : this.#scan.matchedCount,
      Truncated: this.#isTruncated,
      Complete: this.#scan.incompleteReason === undefined,
    }
  }

  #rollupOptions() {
    const { by = 'prefix', depth = 1, limit = Infinity } = this.#options
    return { by, depth, limit, includesParts: this.#scan.includesParts }
  }

  /** Returns true if sizes were asked for, or if the order needs them. */
  #includesParts(): boolean {
    return this.#options.sizes ?? isByParts(this.#options.sort)
  }

  #measuresAutomatically(): boolean {
    const isTable = this.#format === 'table' && this.#context.terminal.stdout.isTerminal
    return isTable && this.#options.sizes === undefined && !isByParts(this.#options.sort)
  }
}
