import stringWidth from 'string-width'
import { DAY, type Duration, formatInstant, HOUR, type Instant, MINUTE, SECOND } from '../core/time.js'
import type { Screen } from './terminal.js'

const UNITS: readonly (readonly [duration: Duration, name: string])[] = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
]

/** Formats `15,087`. Not toLocaleString, which takes 20 ms the first time. */
export function formatNumber(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Formats `1 upload`, `15,087 uploads`, `2 entries`. */
export function pluralize(amount: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? singular : plural}`
}

/** Formats an age in its largest unit, such as `94d`. It is cut, not rounded, so that it is never overstated. */
export function formatAge(time: Instant | undefined, now: Instant): string {
  if (time === undefined) return '-'
  const [amount, name] = largestUnit(now - time)
  return `${amount}${name.charAt(0)}`
}

/** Formats an age in words, such as `221 days`. */
export function describeAge(time: Instant | undefined, now: Instant): string {
  return time === undefined ? 'unknown' : pluralize(...largestUnit(now - time))
}

function largestUnit(age: Duration): [amount: number, name: string] {
  const [duration, name] = UNITS.find(([unit]) => age >= unit) ?? [SECOND, 'second']
  return [Math.max(0, Math.floor(age / duration)), name]
}

/** Formats `2026-11-19 06:10`, in UTC. */
export function formatMinute(instant: Instant): string {
  return formatInstant(instant).slice(0, 16).replace('T', ' ')
}

/** Returns true if every character takes one column. Segmenting a text takes a hundred times longer than this. */
function isPlain(text: string): boolean {
  return /^[ -~…·≥–█▏▎▍▌▋▊▉]*$/.test(text)
}

export function widthOf(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text)
}

/** Segmenter of characters as users see them. It takes 25 ms to create, and few texts need it. */
let segmenter: Intl.Segmenter | undefined

function charactersOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** Returns the first characters that fit. */
function charactersThatFit(characters: Iterable<Intl.SegmentData>, width: number): string[] {
  const first: string[] = []
  let used = 0
  for (const { segment } of characters) {
    used += widthOf(segment)
    if (used > width) break
    first.push(segment)
  }
  return first
}

/** Returns the start of a text that fits, without cutting a character. */
function startOf(text: string, width: number): string {
  return isPlain(text) ? text.slice(0, width) : charactersThatFit(charactersOf(text), width).join('')
}

function endOf(text: string, width: number): string {
  if (isPlain(text)) return text.slice(Math.max(text.length - width, 0))
  const last = charactersThatFit([...charactersOf(text)].reverse(), width)
  return last.reverse().join('')
}

export function shortenEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${startOf(text, width - 1)}…`
}

/** Shortens a key in the middle, at a slash if that leaves the name of the file whole. */
export function shortenKey(key: string, width: number): string {
  if (widthOf(key) <= width) return key
  const file = key.slice(key.lastIndexOf('/', key.length - 2) + 1)
  const room = width - widthOf(file) - 2
  if (file !== key && room >= 0) {
    const start = startOf(key, room)
    return `${start.slice(0, start.lastIndexOf('/') + 1)}…/${file}`
  }
  const tail = Math.floor((width - 1) / 2)
  return `${startOf(key, width - 1 - tail)}…${endOf(key, tail)}`
}

/** Breaks text into lines, at words if possible. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (widthOf(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (widthOf(line) > width) {
      const start = startOf(line, width)
      if (start === '') break
      lines.push(start)
      line = line.slice(start.length)
    }
  }
  return [...lines, line]
}

/**
 * Wraps every line of a text to the width of a terminal, with its indent. In a pipe, lines stay whole.
 *
 * @param paint Colors one line. In a text with colors, a word that is too long would be cut too early.
 */
export function wrapFor(
  { isTerminal, width }: Pick<Screen, 'isTerminal' | 'width'>,
  text: string,
  paint = (line: string) => line,
): string {
  if (!isTerminal) return paint(text)
  const wrapped = text.split('\n').flatMap((line) => {
    const [indent = ''] = /^ */.exec(line) ?? []
    return wrapWords(line.slice(indent.length), width - indent.length).map((part) => paint(indent + part))
  })
  return wrapped.join('\n')
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** Draws a share between 0 and 1 as a bar, exact to an eighth of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * width * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  return `${full}${EIGHTHS[eighths % 8] ?? ''}`.padEnd(width)
}
