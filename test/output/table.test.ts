import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { renderTable } from '../../src/output/table.js'

const screen = { isTerminal: true, hasColor: false, width: 80 }
const columns = [
  { heading: 'NAME', cell: (row: number) => `p${row}` },
  { heading: 'COUNT', isNumber: true, cell: (row: number) => String(row) },
]
const rows = Array.from({ length: 1_001 }, (_, index) => index)

describe('renderTable', () => {
  it('aligns all rows, also if the widest is the last', async () => {
    const lines = (await renderTable(columns, rows, screen)).trimEnd().split('\n')
    expect([lines.length, lines[0], lines[1], lines.at(-1)]).toEqual([
      1_002,
      'NAME   COUNT',
      'p0         0',
      'p1000   1000',
    ])
  })

  it('renders the headings if there are no rows', async () =>
    expect(await renderTable(columns, [], screen)).toBe('NAME  COUNT\n'))

  it('lets signals through while it renders many rows', async () => {
    let turns = 0
    const counting = new AbortController()
    const count = async () => {
      for (; !counting.signal.aborted; turns++) await setImmediate()
    }
    const counted = count()
    await renderTable(columns, rows, screen)
    counting.abort()
    await counted
    expect(turns).toBeGreaterThanOrEqual(10)
  })
})
