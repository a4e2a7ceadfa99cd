import { describe, expect, it } from 'vitest'
import { Rollup } from '../../src/core/rollup.js'
import type { Upload } from '../../src/core/upload.js'

const DAY = 86_400_000
const NOW = 100 * DAY

function rolledUp(by: 'prefix' | 'age', depth: number, uploads: readonly Omit<Upload, 'uploadId'>[]): Rollup {
  const rollup = new Rollup(by, depth)
  uploads.forEach((upload, index) => rollup.add({ uploadId: String(index), ...upload }, NOW))
  return rollup
}

const partsOf = (bytes: number) => ({ count: 1, bytes })

describe('Rollup by prefix', () => {
  it.each([
    ['a/b/c', 'a/', 1],
    ['a/b/c', 'a/b/', 2],
    ['a/b/c', 'a/b/', 3],
    ['c', '', 1],
    ['/c', '/', 1],
    ['a//c', 'a//', 2],
  ])('groups %j under %j at depth %i', (key, name, depth) =>
    expect(rolledUp('prefix', depth, [{ key }]).groups()).toMatchObject([{ name, uploads: 1 }]),
  )

  it('adds up known values, and counts uploads of unknown size', () => {
    const { total } = rolledUp('prefix', 1, [
      { key: 'a/1', initiated: 3, parts: partsOf(5) },
      { key: 'a/2', initiated: 1, parts: 'unknown' },
      { key: 'b/3', initiated: 2 },
      { key: 'b/4', parts: { count: 2, bytes: 6 } },
    ])
    expect(total).toMatchObject({ uploads: 4, parts: 3, bytes: 11, unknownSizeCount: 2, oldest: 1, newest: 3 })
  })

  it('sorts groups by bytes and then by uploads, and combines the rest into one group', () => {
    const rollup = rolledUp('prefix', 1, [
      { key: 'few/1' },
      { key: 'many/1', initiated: 8 },
      { key: 'many/2', initiated: 7 },
      { key: 'large/1', parts: partsOf(9), initiated: 5 },
      { key: 'small/1', parts: partsOf(1) },
    ])
    expect(rollup.groups().map(({ name }) => name)).toEqual(['large/', 'small/', 'many/', 'few/'])
    expect(rollup.firstGroups(4)).toHaveLength(4)
    expect(rollup.firstGroups(1)).toMatchObject([
      { name: 'large/', others: undefined },
      { name: '', others: 3, uploads: 4, bytes: 1, oldest: 7, newest: 8 },
    ])
  })
})

describe('Rollup by age', () => {
  it.each([
    [undefined, 'unknown'],
    [NOW + 1, 'under 1d'],
    [NOW - DAY + 1, 'under 1d'],
    [NOW - DAY, '1d to 7d'],
    [NOW - 7 * DAY, '7d to 30d'],
    [NOW - 30 * DAY, '30d to 90d'],
    [NOW - 90 * DAY, '90d and more'],
  ])('groups an upload initiated at %j under "%s"', (initiated, name) => {
    const upload = { key: 'k', ...(initiated !== undefined && { initiated }) }
    expect(rolledUp('age', 1, [upload]).groups()).toMatchObject([{ name }])
  })
})
