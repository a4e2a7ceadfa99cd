import { type Duration, formatDuration } from '../core/time.js'
import type { Progress } from '../core/progress.js'
import type { Spinner, Terminal } from './terminal.js'
import { bar, formatNumber, pluralize } from './text.js'

/** Shorter runs show no progress. */
const FIRST_DELAY: Duration = 300
const FRAME_INTERVAL: Duration = 100
/** Interval between progress lines if stderr is not a terminal. */
const LINE_INTERVAL: Duration = 30_000
const BAR_WIDTH = 20

/** Runs a question without the progress, which would overwrite it. */
export type WithoutProgress = <T>(ask: () => Promise<T>) => Promise<T>

/** Shows the progress of some work on stderr. */
export async function withProgress<T>(
  terminal: Pick<Terminal, 'spin' | 'stderr'>,
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  const text = new ProgressText(progress)
  const show = () => (terminal.spin ? startSpinner(terminal.spin, text) : startLines(terminal, text))
  let hide = show()
  try {
    return await work(async (ask) => {
      hide()
      const answer = await ask()
      hide = show()
      return answer
    })
  } finally {
    hide()
  }
}

function startSpinner(start: (text: string) => Promise<Spinner>, text: ProgressText): () => void {
  let spinner: Spinner | undefined
  let isOver = false
  const first = setTimeout(() => {
    void start(text.now()).then((started) => {
      if (isOver) started.stop()
      else spinner = started
    })
  }, FIRST_DELAY)
  const frames = setInterval(() => {
    const now = text.now()
    if (spinner) spinner.text = now
  }, FRAME_INTERVAL)
  return () => {
    isOver = true
    clearTimeout(first)
    clearInterval(frames)
    spinner?.stop()
  }
}

function startLines({ stderr }: Pick<Terminal, 'stderr'>, text: ProgressText): () => void {
  let writtenAt = performance.now()
  const timer = setInterval(() => {
    const line = text.now()
    if (performance.now() < writtenAt + LINE_INTERVAL) return
    writtenAt = performance.now()
    void stderr.write(`${line}\n`)
  }, FRAME_INTERVAL)
  return () => {
    clearInterval(timer)
  }
}

/** Progress as a text, with the rate and the time left since the phase was first seen. It must be polled often. */
class ProgressText {
  readonly #progress: Progress
  #phase: Progress['phase'] | undefined
  #startedAt = 0

  constructor(progress: Progress) {
    this.#progress = progress
  }

  now(): string {
    if (this.#phase !== this.#progress.phase) {
      this.#phase = this.#progress.phase
      this.#startedAt = performance.now()
    }
    return progressText(this.#progress, performance.now() - this.#startedAt)
  }
}

export function progressText(progress: Progress, elapsed: Duration): string {
  const { pages, listed, partsListed } = progress
  switch (progress.phase) {
    case 'listing': {
      const parts = [`Listing: ${pluralize(listed, 'upload')}`, pluralize(pages, 'page')]
      if (partsListed > 0) parts.push(`parts of ${formatNumber(partsListed)}`)
      return parts.join(' · ')
    }
    case 'aborting':
      return abortingText(progress, elapsed)
    case 'verifying':
      return `Verifying ${barText(progress)} · ${pluralize(listed, 'upload')} listed`
    case 'waiting': {
      const left = formatDuration(Math.max(progress.delay - elapsed, 0))
      return `Waiting ${left} to abort ${pluralize(progress.total, 'upload')} again`
    }
  }
}

function abortingText(progress: Progress, elapsed: Duration): string {
  const { total, isListing, done, failed, inFlight } = progress
  const rate = elapsed > 0 ? (done * 1000) / elapsed : 0
  const parts = isListing
    ? [`Aborting: ${formatNumber(done)} of ${formatNumber(total)} uploads (still listing)`]
    : [`Aborting ${barText(progress)}`]
  if (rate >= 1) parts.push(`${formatNumber(Math.round(rate))}/s`)
  if (rate > 0 && done < total && !isListing) parts.push(`${formatDuration(((total - done) / rate) * 1000)} left`)
  if (failed > 0) parts.push(`${formatNumber(failed)} failed`)
  if (inFlight > 0) parts.push(`${inFlight} in flight`)
  return parts.join(' · ')
}

function barText({ done, total }: Progress): string {
  return `${bar(done / Math.max(total, 1), BAR_WIDTH)} ${formatNumber(done)} of ${formatNumber(total)}`
}
