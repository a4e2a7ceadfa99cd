import { displaySafe } from '../core/safe-text.js'
import { colorsFor } from './colors.js'
import type { Row } from './records.js'
import type { Screen } from './terminal.js'
import { wrapWords } from './text.js'

const LABEL = 14

interface Setting {
  readonly name: string
  readonly value: string
  readonly source: string
}

interface CheckLine {
  readonly name: string
  readonly result: 'ok' | 'info' | 'failed'
  readonly detail: string
}

export function renderSettings(settings: readonly Setting[], screen: Screen): string {
  const widest = Math.max(...settings.map(({ value }) => displaySafe(value).length))
  const lines = settings.map(({ name, value, source }) => {
    const text = `${displaySafe(value).padEnd(widest)}  ${displaySafe(source)}`
    return `${name.padEnd(LABEL)}${indented(text, screen)}\n`
  })
  return `${lines.join('')}\n`
}

export function renderCheck({ name, result, detail }: CheckLine, screen: Screen): string {
  const { success, dim, error } = colorsFor(screen)
  const mark = { ok: success('✓'), info: dim('–'), failed: error('✗') }[result]
  return `${mark} ${name.padEnd(LABEL - 2)}${indented(displaySafe(detail), screen)}\n`
}

function indented(text: string, { isTerminal, width }: Screen): string {
  if (!isTerminal || text.length <= width - LABEL) return text.trimEnd()
  return wrapWords(text.replace(/ +/g, ' '), Math.max(width - LABEL, 20)).join(`\n${' '.repeat(LABEL)}`)
}

export function doctorDocument(
  bucket: string | undefined,
  settings: readonly Setting[],
  checks: readonly CheckLine[],
): Row {
  const resolved = settings.map(({ name, value, source }) => [name, { Value: value, From: source }])
  return {
    Bucket: bucket,
    ...(Object.fromEntries(resolved) as Row),
    Checks: checks.map(({ name, result, detail }) => ({ Name: name, Result: result, Detail: detail })),
  }
}
