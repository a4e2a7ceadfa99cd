import type { AbortResults } from '../core/abort-results.js'
import type { Failure } from '../core/outcome.js'
import type { Progress } from '../core/progress.js'
import { sampleFirst } from '../core/sample-first.js'
import type { Target } from '../core/upload.js'
import type { BulkAborter } from './bulk-aborter.js'

/** Uploads from all over the bucket that are aborted first: if all of them are denied, so are the others. */
const SAMPLE_SIZE = 5

export interface FirstPass {
  readonly results: AbortResults
  /** Pages of uploads that are still being listed. Undefined if the results hold all uploads already. */
  readonly pages?: AsyncIterable<readonly Target[]> | undefined
  readonly progress: Progress
  readonly createAborter: () => BulkAborter
}

export interface FirstPassResult {
  /** Aborter for later rounds, which keeps its concurrency limit. */
  readonly aborter: BulkAborter
  /** Failure that stopped the pass early. */
  readonly stopCause?: Failure | undefined
}

/** Aborts every upload once, while they are still being listed if there are pages. */
export async function runFirstPass(pass: FirstPass): Promise<FirstPassResult> {
  const { results, pages, progress, createAborter } = pass
  if (pages) {
    const aborter = createAborter()
    const batches = delayOnePage(pages, pass)
    try {
      // Without `return`, so that the loop below can continue.
      const stopCause = await aborter.run({ [Symbol.asyncIterator]: () => ({ next: () => batches.next() }) })
      if (!stopCause || stopCause.kind === 'retryable' || results.isComplete) return { aborter, stopCause }
      // The first uploads were denied. That may be one prefix, so the others are tried once all are known.
      while (!(await batches.next()).done);
    } finally {
      await batches.return()
    }
  }
  const aborter = createAborter()
  progress.startAborting(results.size)
  return { aborter, stopCause: await aborter.run([pendingTargets(results)]) }
}

/**
 * Yields the uploads of a page once the next page was listed. So a response that is no listing, and pages that repeat,
 * abort nothing.
 */
async function* delayOnePage(
  pages: AsyncIterable<readonly Target[]>,
  { results, progress }: FirstPass,
): AsyncGenerator<Iterable<Target>, void> {
  const release = (page: readonly Target[]) => {
    if (page.length > 0 && progress.phase === 'listing') progress.startAborting(0)
    progress.total = results.size
    progress.isListing = !results.isComplete
    return sampled(page)
  }
  let page: readonly Target[] = []
  for await (const next of pages) {
    yield release(page)
    page = next.filter((target) => results.add(target))
  }
  results.isComplete = true
  yield release(page)
}

function* sampled(targets: readonly Target[]): Generator<Target> {
  for (const index of sampleFirst(targets.length, SAMPLE_SIZE)) yield* targets.slice(index, index + 1)
}

function* pendingTargets(results: AbortResults): Generator<Target> {
  for (const index of sampleFirst(results.size, SAMPLE_SIZE)) {
    const { target, outcome } = results.at(index)
    if (outcome.kind === 'skipped') yield target
  }
}
