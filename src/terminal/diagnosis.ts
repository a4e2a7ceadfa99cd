import wrapAnsi from 'wrap-ansi'
import type { Check, Setting } from '../core/check.js'
import { displaySafe } from '../core/safe-text.js'
import type { Row } from './records.js'
import type { Style } from './style.js'
import type { Output } from './terminal.js'

const MARKS = { ok: '✓', info: '–', failed: '✗' } as const
const COLUMN = 14

/** What was decided before anything is sent, and by what. */
export function renderSettings(settings: readonly Setting[], style: Style): string {
  const widest = Math.max(...settings.map(({ value }) => displaySafe(value).length))
  const lines = settings.map(({ name, value, source }) => {
    const shown = style.quiet(displaySafe(source))
    return `${name.padEnd(COLUMN)}${displaySafe(value).padEnd(widest)}  ${shown}\n`
  })
  return `${lines.join('')}\n`
}

/** A line; on a terminal, as many as it takes, one below the other. */
export function renderCheck(
  { name, result, detail }: Check,
  style: Style,
  { isTerminal, width }: Pick<Output, 'isTerminal' | 'width'>,
): string {
  const paint = { ok: style.good, info: style.quiet, failed: style.bad }[result]
  const text = displaySafe(detail)
  const lines = isTerminal ? wrapAnsi(text, Math.max(width - COLUMN, 20), { hard: true }).split('\n') : [text]
  return `${paint(MARKS[result])} ${name.padEnd(COLUMN - 2)}${lines.join(`\n${' '.repeat(COLUMN)}`)}\n`
}

/** All of it, for a program. */
export function diagnosisRow(
  bucket: string | undefined,
  settings: readonly Setting[],
  checks: readonly Check[],
): object {
  const decided = settings.map(({ name, value, source }): [string, Row] => [
    name,
    { Value: value, From: source },
  ])
  return {
    Bucket: bucket,
    ...Object.fromEntries(decided),
    Checks: checks.map(({ name, result, detail }) => ({ Name: name, Result: result, Detail: detail })),
  }
}
