import type { Progress } from '../core/progress.js'
import { type Duration, formatDuration } from '../core/time.js'
import type { Output, Screen, Spinner, Terminal } from './terminal.js'
import { bar, formatNumber, pluralize, widthOf } from './text.js'

/** Shorter runs show no progress. */
const FIRST_DELAY: Duration = 300
const FRAME_INTERVAL: Duration = 100
/** Interval between progress lines if stderr is not a terminal. */
const LINE_INTERVAL: Duration = 30_000
/** Time before a rate is shown. */
const MIN_RATE_TIME: Duration = 1_000
const BAR_WIDTH = 20
/** Columns that the spinner takes before the text. */
const SPINNER_WIDTH = 2

/** Runs a question without the progress, which would overwrite it. */
export type WithoutProgress = <T>(ask: () => Promise<T>) => Promise<T>

/** Shows the progress of some work: a spinner on a terminal, else lines in the notices. */
export async function withProgress<T>(
  { terminal: { spin }, notices }: { readonly terminal: Terminal; readonly notices: Output },
  progress: Progress,
  work: (withoutProgress: WithoutProgress) => Promise<T>,
): Promise<T> {
  const text = progressReader(progress, notices)
  const show = () => (spin ? startSpinner(spin, text) : startLines(notices, text))
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

function startSpinner(start: (text: string) => Promise<Spinner>, text: () => string): () => void {
  let spinner: Spinner | undefined
  let isOver = false
  const first = setTimeout(() => {
    void start(text()).then((started) => {
      if (isOver) started.stop()
      else spinner = started
    })
  }, FIRST_DELAY)
  const frames = setInterval(() => {
    const now = text()
    if (spinner) spinner.text = now
  }, FRAME_INTERVAL)
  return () => {
    isOver = true
    clearTimeout(first)
    clearInterval(frames)
    spinner?.stop()
  }
}

function startLines(output: Output, text: () => string): () => void {
  let writtenAt = performance.now()
  const timer = setInterval(() => {
    const line = text()
    if (performance.now() < writtenAt + LINE_INTERVAL) return
    writtenAt = performance.now()
    void output.write(`${line}\n`)
  }, FRAME_INTERVAL)
  return () => clearInterval(timer)
}

/** Time since a phase was first seen, and the uploads that were done by then. */
interface PhaseStart {
  readonly elapsed: Duration
  readonly doneBefore: number
}

/** Returns the progress as a text. A phase can be seen late, and its rate counts from then. So poll it often. */
function progressReader(progress: Progress, screen: Screen): () => string {
  let phase: Progress['phase'] | undefined
  let [startedAt, doneBefore] = [0, 0]
  return () => {
    if (phase !== progress.phase) [startedAt, doneBefore] = [performance.now(), progress.done]
    phase = progress.phase
    const width = screen.isTerminal ? screen.width - SPINNER_WIDTH : Infinity
    return progressText(progress, { elapsed: performance.now() - startedAt, doneBefore }, width)
  }
}

/** Returns the progress in one line. Without room, it leaves out the bar first, and then its last parts. */
export function progressText(progress: Progress, start: PhaseStart, width = Infinity): string {
  const full = partsOf(progress, start, true).join(' · ')
  if (widthOf(full) <= width) return full
  const parts = partsOf(progress, start, false)
  while (parts.length > 1 && widthOf(parts.join(' · ')) > width) parts.pop()
  return parts.join(' · ')
}

function partsOf(progress: Progress, start: PhaseStart, hasBar: boolean): string[] {
  const { pages, listed, partsListed, total, delay } = progress
  switch (progress.phase) {
    case 'listing':
      return [
        `Listing: ${pluralize(listed, 'upload')}`,
        pluralize(pages, 'page'),
        ...(partsListed > 0 ? [`parts of ${formatNumber(partsListed)}`] : []),
      ]
    case 'aborting':
      return abortingParts(progress, start, hasBar)
    case 'verifying':
      return [countsText('Verifying', progress, hasBar), `${pluralize(listed, 'upload')} listed`]
    case 'waiting':
      return [
        `Waiting ${formatDuration(Math.max(delay - start.elapsed, 0))} to abort ${pluralize(total, 'upload')} again`,
      ]
  }
}

function abortingParts(progress: Progress, { elapsed, doneBefore }: PhaseStart, hasBar: boolean): string[] {
  const { total, isListing, isStopping, done, failed, inFlight } = progress
  const rate = elapsed < MIN_RATE_TIME || isStopping ? 0 : ((done - doneBefore) * 1000) / elapsed
  const counts = countsText('Aborting', progress, hasBar && !isListing)
  const parts = [isListing ? `${counts} uploads (still listing)` : counts]
  if (rate >= 1) parts.push(`${formatNumber(Math.round(rate))}/s`)
  if (rate > 0 && done < total && !isListing) parts.push(`${formatDuration(((total - done) / rate) * 1000)} left`)
  if (failed > 0) parts.push(`${formatNumber(failed)} failed`)
  if (inFlight > 0) parts.push(`${inFlight} in flight`)
  return parts
}

function countsText(label: string, { done, total }: Progress, hasBar: boolean): string {
  const share = hasBar ? ` ${bar(done / Math.max(total, 1), BAR_WIDTH)}` : ':'
  return `${label}${share} ${formatNumber(done)} of ${formatNumber(total)}`
}
