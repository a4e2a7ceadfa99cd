import type { Ledger } from '../../core/ledger.js'
import type { Failure } from '../../core/outcome.js'
import type { Progress } from '../../core/progress.js'
import { spread } from '../../core/spread.js'
import type { Target } from '../../core/upload.js'
import type { Aborting } from './aborting.js'

/** Uploads from all over the bucket that are tried first: if they are all denied, everything is. */
const SAMPLES = 5

export interface FirstRound {
  readonly ledger: Ledger
  /** Uploads that are being found, page by page. Where there are none, the ledger holds what was found. */
  readonly found: AsyncIterable<readonly Target[]> | undefined
  readonly progress: Progress
  readonly start: () => Aborting
}

/** Aborts every upload once. What it learnt of the store's pace is in `aborting`; why it gave up, if it did. */
export async function abortFirst(
  round: FirstRound,
): Promise<{ aborting: Aborting; givenUp?: Failure | undefined }> {
  if (round.found) return abortAsFound(round.found, round)
  return abortUntried(round)
}

async function abortUntried({ ledger, progress, start }: FirstRound) {
  const aborting = start()
  progress.beginAborting(ledger.size)
  return { aborting, givenUp: await aborting.run([untried(ledger)]) }
}

/**
 * Aborts while the listing goes on, one page behind it: the uploads of a page are aborted once the page after it was
 * read and can be trusted. So an answer that is no listing, and pages that repeat, abort nothing.
 */
async function abortAsFound(found: AsyncIterable<readonly Target[]>, round: FirstRound) {
  const listing = new OnePageBehind(found, round)
  const pages = listing.pages()
  const aborting = round.start()
  try {
    // Without `return`, so that it can be gone on with.
    const givenUp = await aborting.run({ [Symbol.asyncIterator]: () => ({ next: () => pages.next() }) })
    if (!givenUp || givenUp.kind === 'transient' || listing.isComplete) return { aborting, givenUp }
    // What came first is denied. It may be a prefix, and the rest allowed: that is seen from the whole only.
    while (!(await pages.next()).done);
    return await abortUntried(round)
  } finally {
    await pages.return()
  }
}

class OnePageBehind {
  isComplete = false
  readonly #found: AsyncIterable<readonly Target[]>
  readonly #ledger: Ledger
  readonly #progress: Progress

  constructor(found: AsyncIterable<readonly Target[]>, { ledger, progress }: FirstRound) {
    this.#found = found
    this.#ledger = ledger
    this.#progress = progress
  }

  async *pages(): AsyncGenerator<Iterable<Target>, void> {
    let page: readonly Target[] = []
    for await (const next of this.#found) {
      yield this.#handOut(page)
      page = next.filter((target) => this.#ledger.add(target))
    }
    this.isComplete = true
    this.#progress.isGrowing = false
    yield this.#handOut(page)
  }

  #handOut(page: readonly Target[]): Iterable<Target> {
    if (page.length > 0 && this.#progress.phase === 'listing') {
      this.#progress.beginAborting(0)
      this.#progress.isGrowing = !this.isComplete
    }
    this.#progress.total = this.#ledger.size
    return spreadOut(page)
  }
}

function* spreadOut(targets: readonly Target[]): Generator<Target> {
  for (const number of spread(targets.length, SAMPLES)) {
    const target = targets[number]
    if (target) yield target
  }
}

function* untried(ledger: Ledger): Generator<Target> {
  for (const number of spread(ledger.size, SAMPLES)) {
    const { target, outcome } = ledger.at(number)
    if (outcome.kind === 'skipped') yield target
  }
}
