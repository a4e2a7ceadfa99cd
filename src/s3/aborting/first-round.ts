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
  const pages = onePageBehind(found, round)
  const aborting = round.start()
  try {
    // Without `return`, so that it can be gone on with.
    const givenUp = await aborting.run({ [Symbol.asyncIterator]: () => ({ next: () => pages.next() }) })
    if (!givenUp || givenUp.kind === 'transient' || round.ledger.isComplete) return { aborting, givenUp }
    // What came first is denied. It may be a prefix, and the rest allowed: that is seen from the whole only.
    while (!(await pages.next()).done);
    return await abortUntried(round)
  } finally {
    await pages.return()
  }
}

async function* onePageBehind(
  found: AsyncIterable<readonly Target[]>,
  { ledger, progress }: FirstRound,
): AsyncGenerator<Iterable<Target>, void> {
  const handOut = (page: readonly Target[]) => {
    if (page.length > 0 && progress.phase === 'listing') progress.beginAborting(0)
    progress.total = ledger.size
    progress.isGrowing = !ledger.isComplete
    return spreadOut(page)
  }
  let page: readonly Target[] = []
  for await (const next of found) {
    yield handOut(page)
    page = next.filter((target) => ledger.add(target))
  }
  ledger.isComplete = true
  yield handOut(page)
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
