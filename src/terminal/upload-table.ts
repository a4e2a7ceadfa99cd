import Table from 'cli-table3'
import type { Instant } from '../core/instant.js'
import type { Upload } from '../core/upload.js'
import { displaySafe } from '../core/safe-text.js'
import type { Style } from './style.js'
import { ageOf, shortInstant } from './words.js'
import { wrap } from './wrap.js'

const AGE_WIDTH = 10
const INITIATED_WIDTH = 22
const ID_WIDTH = 36
const LEAST_KEY_WIDTH = 48

/**
 * Some uploads as a table of a fixed width, so that one page after another lines up. What must be copied, the
 * key and the upload id, is never cut: it is wrapped, and where there is no room side by side, the id goes below.
 */
export function renderUploads(
  uploads: readonly Upload[],
  { now, width, style, withHead }: { now: Instant; width: number; style: Style; withHead: boolean },
): string {
  const left = Math.max(width - 1 - AGE_WIDTH - INITIATED_WIDTH, 20)
  const isWide = left >= LEAST_KEY_WIDTH + ID_WIDTH
  const keyWidth = isWide ? left - ID_WIDTH : left
  const table = new Table({
    head: withHead ? headings(isWide).map((heading) => style.heading(heading)) : [],
    colWidths: [AGE_WIDTH, INITIATED_WIDTH, keyWidth, ...(isWide ? [ID_WIDTH] : [])],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  })
  for (const upload of uploads) {
    const key = lines(upload.key, keyWidth - 1, style.key)
    const id = lines(upload.uploadId, (isWide ? ID_WIDTH : keyWidth) - 1, style.quiet)
    const initiated = upload.initiated === undefined ? '' : shortInstant(upload.initiated)
    table.push([ageOf(upload, now), initiated, ...(isWide ? [key, id] : [`${key}\n${id}`])])
  }
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

function headings(isWide: boolean): string[] {
  return ['AGE', 'INITIATED', ...(isWide ? ['KEY', 'UPLOAD ID'] : ['KEY, UPLOAD ID'])]
}

function lines(text: string, width: number, paint: (text: string) => string): string {
  return wrap(displaySafe(text), width).map(paint).join('\n')
}

const BORDERS = ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) =>
  ['', '-mid', '-left', '-right'].map((end) => side + end),
)
const NO_LINES = Object.fromEntries(BORDERS.map((name) => [name, '']))
