import { comparisonBy, isByParts, type Order, TopN } from '../../core/order.js'
import { Progress } from '../../core/progress.js'
import { type Grouping, Rollup } from '../../core/rollup.js'
import { UploadScan } from '../../core/upload-scan.js'
import type { Upload } from '../../core/upload.js'
import { type ExitStatus, statusOfError } from '../../errors.js'
import { withProgress } from '../../output/progress.js'
import { errorFields, type Format, type UploadWriter, uploadWriter } from '../../output/records.js'
import { renderRollup, rollupDocument } from '../../output/rollup.js'
import { limitText, scanSummary } from '../../output/scan-text.js'
import { formatNumber, wrapFor } from '../../output/text.js'
import { UploadTable } from '../../output/upload-table.js'
import type { BucketRun } from './connect.js'
import { addAutomaticSizes, MAX_AUTOMATIC_SIZES, SIZES_HINT } from './found-uploads.js'
import { notify, printWarnings } from './notices.js'
import { formatOf, type OutputOptions } from './output-options.js'
import type { ParsedSelection } from './selection-options.js'

export interface ListingOptions extends OutputOptions {
  readonly sizes?: boolean
  readonly summary?: boolean
  readonly sort?: Order | undefined
  readonly reverse?: boolean
  readonly limit?: number
  readonly wide?: boolean
  readonly by?: Grouping
  readonly depth?: number
}

export interface ListingRun extends BucketRun<ListingOptions> {
  readonly parsed: ParsedSelection
}

/** Lists the uploads of one bucket, and writes them page by page. */
export class Listing {
  readonly #run: ListingRun
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
  #held: readonly Upload[] | undefined
  #shownCount = 0
  #isTruncated = false

  constructor(run: ListingRun, scan = new UploadScan(run.parsed.selection, run.clock.now(), 'list')) {
    this.#run = run
    this.#scan = scan
    const { isTerminal } = run.terminal.stdout
    const { summary, by = 'prefix', depth = 1, sort, reverse = false, sizes, limit = Infinity } = run.options
    this.#limit = limit
    this.#format = formatOf(run)
    if (this.#format !== 'table') this.#writer = uploadWriter(this.#format, this.#envelope(), isTerminal)
    else if (isTerminal && sizes === undefined && !isByParts(sort)) this.#held = []
    if (summary) this.#rollup = new Rollup(by, depth)
    else if (sort ?? reverse) this.#sorted = new TopN(limit, comparisonBy(sort ?? 'key', reverse))
  }

  /** Lists the uploads that match, and writes them. `check` can throw once all are known. */
  writeMatching(check?: () => void): Promise<ExitStatus> {
    return this.#write(() => this.#list(), check)
  }

  /** Writes uploads that were listed before. */
  writeAll(uploads: readonly Upload[]): Promise<ExitStatus> {
    return this.#write(() => this.#add(uploads))
  }

  async #write(produce: () => Promise<void>, check?: () => void): Promise<ExitStatus> {
    const { terminal, signal } = this.#run
    try {
      await withProgress(this.#run, this.#progress, async () => {
        await produce()
        await this.#flush()
      })
      check?.()
      await terminal.stdout.write(await this.#end())
    } catch (error) {
      const fields = errorFields(error, statusOfError(error, signal))
      if (this.#writer && this.#shownCount > 0)
        await terminal.stdout.write(this.#writer.fail({ Complete: false, ...fields }))
      throw error
    }
    if (this.#writer && this.#isTruncated) await notify(this.#run, this.#limitText())
    return printWarnings(this.#scan, this.#run)
  }

  async #list(): Promise<void> {
    const { bucket, signal, options } = this.#run
    const includeParts = options.sizes ?? isByParts(options.sort)
    const scanOptions = { includeParts, excludeGone: true, progress: this.#progress, signal }
    for await (const page of bucket.listMatching(this.#scan, scanOptions)) {
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
    const ready = this.#held ? [...this.#held, ...uploads] : uploads
    const isHeld = this.#held !== undefined && ready.length <= MAX_AUTOMATIC_SIZES
    this.#held = isHeld ? ready : undefined
    if (!isHeld) await this.#show(ready)
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
    const found = { scan: this.#scan, uploads: held }
    await this.#show(this.#held ? await addAutomaticSizes(found, this.#run, this.#progress, SIZES_HINT) : held)
  }

  async #show(uploads: readonly Upload[]): Promise<void> {
    if (this.#rollup) {
      for (const upload of uploads) this.#rollup.add(upload, this.#scan.now)
    } else if (uploads.length > 0) {
      this.#shownCount += uploads.length
      await this.#run.terminal.stdout.write(this.#writer?.write(uploads) ?? this.#renderTable(uploads))
    }
  }

  #renderTable(uploads: readonly Upload[]): string {
    const scan = this.#scan
    const includesParts = scan.includesParts || uploads.some(({ parts }) => parts !== undefined)
    const options = { scan, includesParts, isWide: this.#run.options.wide === true }
    this.#table ??= new UploadTable(options, this.#run.terminal.stdout)
    return this.#table.render(uploads)
  }

  /** Returns the end of the document, or what follows the rows of a table. */
  async #end(): Promise<string> {
    const { stdout } = this.#run.terminal
    const rollup = this.#rollup
    const { by = 'prefix', depth = 1, wide: isWide = false } = this.#run.options
    const options = { by, depth, limit: this.#limit, includesParts: this.#scan.includesParts, isWide }
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
    const { bucket, parsed, terminal } = this.#run
    const subject = { bucket: bucket.name, conditions: parsed.text }
    const lines = [
      ...(this.#isTruncated ? [this.#limitText()] : []),
      ...(this.#isCut ? [] : [scanSummary(this.#scan, subject, this.#shownCount > 0)]),
    ]
    const gap = this.#shownCount > 0 || hasGroups ? '\n' : ''
    return `${gap}${wrapFor(terminal.stdout, lines.join('\n'))}\n`
  }

  /** True if the listing ended early, so that its counts are not known. */
  get #isCut(): boolean {
    return this.#isTruncated && !this.#sorted
  }

  #limitText(): string {
    if (this.#isCut) return `Showing the first ${formatNumber(this.#shownCount)}. There are more.`
    return limitText(this.#shownCount, this.#scan.matchedCount)
  }

  #envelope() {
    const { bucket, parsed } = this.#run
    return { Bucket: bucket.name, Prefix: parsed.selection.prefix || undefined, Filter: parsed.filter }
  }
}
