import { describe, expect, it } from 'vitest'
import {
  type FilterResult,
  hasPartsCondition,
  matchesTarget,
  matchParts,
  matchUpload,
  type Selection,
} from '../../src/core/selection.js'
import type { Upload } from '../../src/core/upload.js'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DAY = 86_400_000
const clocks = { forMinimum: NOW, forMaximum: NOW }
const everything: Selection = { prefix: '', match: [], exclude: [] }
const endsWith = (end: string) => (key: string) => key.endsWith(end)

describe('matchUpload', () => {
  it.each<[string, Partial<Selection>, number | undefined, FilterResult]>([
    ['matches any upload if there are no conditions', {}, DAY, 'matched'],
    ['matches a key that starts with the prefix', { prefix: 'a/' }, DAY, 'matched'],
    ['excludes a key without the prefix', { prefix: 'b/' }, DAY, 'excluded'],
    ['matches a key if one of several globs matches', { match: [endsWith('x'), endsWith('key')] }, DAY, 'matched'],
    ['excludes a key if no glob matches', { match: [endsWith('x')] }, DAY, 'excluded'],
    ['excludes a key if an exclude glob matches', { exclude: [endsWith('key')] }, DAY, 'excluded'],
    ['matches an age above olderThan', { olderThan: 2 * DAY }, 3 * DAY, 'matched'],
    ['excludes an age equal to olderThan', { olderThan: 2 * DAY }, 2 * DAY, 'excluded'],
    ['matches an age below newerThan', { newerThan: 2 * DAY }, DAY, 'matched'],
    ['excludes an age equal to newerThan', { newerThan: 2 * DAY }, 2 * DAY, 'excluded'],
    ['matches a time before initiatedBefore', { initiatedBefore: NOW - DAY }, 2 * DAY, 'matched'],
    ['excludes a time equal to initiatedBefore', { initiatedBefore: NOW - DAY }, DAY, 'excluded'],
    ['matches a time after initiatedAfter', { initiatedAfter: NOW - 2 * DAY }, DAY, 'matched'],
    ['matches if every condition holds', { olderThan: DAY, newerThan: 3 * DAY, prefix: 'a' }, 2 * DAY, 'matched'],
    ['returns age-unknown for olderThan if the age is unknown', { olderThan: DAY }, undefined, 'age-unknown'],
    ['returns age-unknown for newerThan if the age is unknown', { newerThan: DAY }, undefined, 'age-unknown'],
    [
      'excludes a key without the prefix, even if the age is unknown',
      { olderThan: DAY, prefix: 'b' },
      undefined,
      'excluded',
    ],
    ['matches an unknown age without a condition on time', {}, undefined, 'matched'],
  ])('%s', (_, conditions, age, expected) => {
    const upload = { key: 'a/key', uploadId: '1', ...(age !== undefined && { initiated: NOW - age }) }
    expect(matchUpload({ ...everything, ...conditions }, upload, clocks)).toBe(expected)
  })
})

describe('matchParts', () => {
  const initiated = NOW - 9 * DAY
  const idleSince = (lastModified: number) => ({ count: 1, bytes: 10, lastModified })
  it.each<[string, Partial<Selection>, Upload['parts'], FilterResult]>([
    ['matches unknown parts without a condition', {}, 'unknown', 'matched'],
    ['matches an upload that is idle for longer', { idleFor: DAY }, idleSince(NOW - DAY - 1), 'matched'],
    ['excludes one that is idle for as long', { idleFor: DAY }, idleSince(NOW - DAY), 'excluded'],
    ['matches an old upload without parts', { idleFor: DAY }, { count: 0, bytes: 0 }, 'matched'],
    ['matches no part of unknown time', { idleFor: DAY }, { count: 1, bytes: 10 }, 'age-unknown'],
    ['matches no unknown parts if idle', { idleFor: DAY }, 'unknown', 'parts-unknown'],
    ['matches a larger upload', { largerThan: 9 }, { count: 1, bytes: 10 }, 'matched'],
    ['excludes one of the same size', { largerThan: 10 }, { count: 1, bytes: 10 }, 'excluded'],
    ['matches no unknown size', { largerThan: 10 }, 'unknown', 'parts-unknown'],
    ['excludes an idle one that is small', { idleFor: DAY, largerThan: 10 }, idleSince(0), 'excluded'],
    ['excludes a large one that is busy', { idleFor: DAY, largerThan: 1 }, idleSince(NOW), 'excluded'],
    ['matches if both hold', { idleFor: DAY, largerThan: 1 }, idleSince(0), 'matched'],
  ])('%s', (_, conditions, parts, result) => {
    const upload = { key: 'k', uploadId: '1', initiated, ...(parts && { parts }) }
    expect(matchParts({ ...everything, ...conditions }, upload, clocks)).toBe(result)
  })
})

it.each<[Partial<Selection>, boolean]>([
  [{}, false],
  [{ olderThan: DAY }, false],
  [{ idleFor: 0 }, true],
  [{ largerThan: 0 }, true],
])('returns whether %j needs the parts of uploads: %s', (conditions, isNeeded) =>
  expect(hasPartsCondition({ ...everything, ...conditions })).toBe(isNeeded),
)

it('matches each upload in one shard only', () => {
  const shards = [1, 2].map((number) => ({ ...everything, shard: { number, of: 2 } }))
  for (let id = 0; id < 20; id++) {
    const target = { key: 'k', uploadId: String(id) }
    expect(shards.filter((selection) => matchesTarget(selection, target))).toHaveLength(1)
    const other = { ...target, key: 'other' }
    expect(shards.some((selection) => matchesTarget({ ...selection, prefix: 'k' }, other))).toBe(false)
  }
})
