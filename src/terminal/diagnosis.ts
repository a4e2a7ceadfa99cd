import type { Check, Setting } from '../core/check.js'
import { displaySafe } from '../core/safe-text.js'
import type { Row } from './records.js'
import type { Style } from './style.js'

const MARKS = { well: '✓', noted: '–', wrong: '✗' } as const
const COLUMN = 14

/** What was decided before anything is sent, and by what. */
export function renderSettings(settings: readonly Setting[], style: Style): string {
  const widest = Math.max(...settings.map(({ value }) => displaySafe(value).length))
  const lines = settings.map(({ name, value, from }) => {
    const source = style.quiet(displaySafe(from))
    return `${name.padEnd(COLUMN)}${displaySafe(value).padEnd(widest)}  ${source}\n`
  })
  return `${lines.join('')}\n`
}

export function renderCheck({ name, result, detail }: Check, style: Style): string {
  const paint = { well: style.good, noted: style.quiet, wrong: style.bad }[result]
  return `${paint(MARKS[result])} ${name.padEnd(COLUMN - 2)}${displaySafe(detail)}\n`
}

/** All of it, for a program. */
export function diagnosisRow(settings: readonly Setting[], checks: readonly Check[]): object {
  const decided = settings.map(({ name, value, from }): [string, Row] => [name, { Value: value, From: from }])
  return {
    ...Object.fromEntries(decided),
    Checks: checks.map(({ name, result, detail }) => ({ Name: name, Result: result, Detail: detail })),
  }
}
