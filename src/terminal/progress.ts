import { type Duration, formatDuration } from '../core/duration.js'
import type { Progress } from '../core/progress.js'
import { bar } from './bar.js'
import type { Spinner, Terminal } from './terminal.js'
import { count, grouped } from './words.js'

/** What is over sooner than this shows nothing. */
const BEFORE_FIRST: Duration = 300
const BETWEEN_FRAMES: Duration = 100
/** Where nobody watches, a line now and then tells that it is alive. */
const BETWEEN_LINES: Duration = 30_000
const BAR = 20

/** Does the work, and meanwhile shows on stderr how far it is. */
export async function showingProgress<T>(
  terminal: Terminal,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  const hide = terminal.spin ? spin(terminal.spin, progress) : writeLines(terminal, progress)
  try {
    return await work()
  } finally {
    hide()
  }
}

function spin(start: (text: string) => Promise<Spinner>, progress: Progress): () => void {
  const phrase = new Phrase(progress)
  let spinner: Spinner | undefined
  let isOver = false
  const first = setTimeout(() => {
    void start(phrase.now()).then((started) => {
      if (isOver) started.stop()
      else spinner = started
    })
  }, BEFORE_FIRST)
  const frames = setInterval(() => {
    const text = phrase.now()
    if (spinner) spinner.text = text
  }, BETWEEN_FRAMES)
  return () => {
    isOver = true
    clearTimeout(first)
    clearInterval(frames)
    spinner?.stop()
  }
}

function writeLines({ errors }: Terminal, progress: Progress): () => void {
  const phrase = new Phrase(progress)
  let writtenAt = performance.now()
  const looks = setInterval(() => {
    const text = phrase.now()
    if (performance.now() < writtenAt + BETWEEN_LINES) return
    writtenAt = performance.now()
    void errors.write(`${text}\n`)
  }, BETWEEN_FRAMES)
  return () => {
    clearInterval(looks)
  }
}

/** How far a run is, in words, with the rate and the time left since it first saw the phase: to be looked at often. */
class Phrase {
  readonly #progress: Progress
  #phase: Progress['phase'] | undefined
  #began = 0

  constructor(progress: Progress) {
    this.#progress = progress
  }

  now(): string {
    if (this.#phase !== this.#progress.phase) {
      this.#phase = this.#progress.phase
      this.#began = performance.now()
    }
    return phraseOf(this.#progress, performance.now() - this.#began)
  }
}

export function phraseOf(progress: Progress, elapsed: Duration): string {
  switch (progress.phase) {
    case 'listing':
      return listingPhrase('Listing', progress)
    case 'aborting':
      return abortingPhrase(progress, elapsed)
    case 'verifying':
      return listingPhrase('Listing again', progress)
  }
}

function listingPhrase(verb: string, { pages, listed, partsListed }: Progress): string {
  const parts = [`${verb}: ${count(listed, 'upload')}`, count(pages, 'page')]
  if (partsListed > 0) parts.push(`parts of ${grouped(partsListed)}`)
  return parts.join(' · ')
}

function abortingPhrase(progress: Progress, elapsed: Duration): string {
  const { total, isListing, done, failed, inFlight } = progress
  const rate = elapsed > 0 ? (done * 1000) / elapsed : 0
  const parts = isListing
    ? [`Aborting: ${grouped(done)} of ${grouped(total)} found so far`]
    : [`Aborting ${bar(done / Math.max(total, 1), BAR)} ${grouped(done)} of ${grouped(total)}`]
  if (rate >= 1) parts.push(`${grouped(Math.round(rate))}/s`)
  if (rate > 0 && done < total && !isListing)
    parts.push(`${formatDuration(((total - done) / rate) * 1000)} left`)
  if (failed > 0) parts.push(`${grouped(failed)} failed`)
  if (inFlight > 0) parts.push(`${inFlight} at once`)
  return parts.join(' · ')
}
