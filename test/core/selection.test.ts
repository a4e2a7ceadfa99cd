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
const everything: Selection = { prefix: '', match: [], exclude: [] }
const endsWith = (end: string) => (key: string) => key.endsWith(end)

describe('matchUpload', () => {
  it.each<[string, Partial<Selection>, number | undefined, FilterResult]>([
    ['selects everything where nothing is said', {}, DAY, 'matched'],
    ['selects what begins with the prefix', { prefix: 'a/' }, DAY, 'matched'],
    ['passes over what does not', { prefix: 'b/' }, DAY, 'excluded'],
    ['selects what one of several globs matches', { match: [endsWith('x'), endsWith('key')] }, DAY, 'matched'],
    ['passes over what no glob matches', { match: [endsWith('x')] }, DAY, 'excluded'],
    ['passes over what is excluded', { exclude: [endsWith('key')] }, DAY, 'excluded'],
    ['wants it older than', { olderThan: 2 * DAY }, 3 * DAY, 'matched'],
    ['and not just as old', { olderThan: 2 * DAY }, 2 * DAY, 'excluded'],
    ['wants it newer than', { newerThan: 2 * DAY }, DAY, 'matched'],
    ['and not just as new', { newerThan: 2 * DAY }, 2 * DAY, 'excluded'],
    ['wants it initiated before', { initiatedBefore: NOW - DAY }, 2 * DAY, 'matched'],
    ['and not at that time', { initiatedBefore: NOW - DAY }, DAY, 'excluded'],
    ['wants it initiated after', { initiatedAfter: NOW - 2 * DAY }, DAY, 'matched'],
    ['wants every condition to hold', { olderThan: DAY, newerThan: 3 * DAY, prefix: 'a' }, 2 * DAY, 'matched'],
    ['does not guess an unknown age', { olderThan: DAY }, undefined, 'age-unknown'],
    ['nor for newer than', { newerThan: DAY }, undefined, 'age-unknown'],
    ['judges the key first', { olderThan: DAY, prefix: 'b' }, undefined, 'excluded'],
    ['matches an unknown age without a condition on time', {}, undefined, 'matched'],
  ])('%s', (_, conditions, age, verdict) => {
    const upload = { key: 'a/key', uploadId: '1', ...(age !== undefined && { initiated: NOW - age }) }
    expect(matchUpload({ ...everything, ...conditions }, upload, NOW)).toBe(verdict)
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
    ['matches no part of unknown time', { idleFor: DAY }, { count: 1, bytes: 10 }, 'parts-unknown'],
    ['matches no unknown parts if idle', { idleFor: DAY }, 'unknown', 'parts-unknown'],
    ['matches a larger upload', { largerThan: 9 }, { count: 1, bytes: 10 }, 'matched'],
    ['excludes one of the same size', { largerThan: 10 }, { count: 1, bytes: 10 }, 'excluded'],
    ['matches no unknown size', { largerThan: 10 }, 'unknown', 'parts-unknown'],
    ['excludes an idle one that is small', { idleFor: DAY, largerThan: 10 }, idleSince(0), 'excluded'],
    ['excludes a large one that is busy', { idleFor: DAY, largerThan: 1 }, idleSince(NOW), 'excluded'],
    ['matches if both hold', { idleFor: DAY, largerThan: 1 }, idleSince(0), 'matched'],
  ])('%s', (_, conditions, parts, result) => {
    const upload = { key: 'k', uploadId: '1', initiated, ...(parts && { parts }) }
    expect(matchParts({ ...everything, ...conditions }, upload, NOW)).toBe(result)
  })
})

it.each<[Partial<Selection>, boolean]>([
  [{}, false],
  [{ olderThan: DAY }, false],
  [{ idleFor: 0 }, true],
  [{ largerThan: 0 }, true],
])('returns whether %j needs the parts of uploads: %s', (conditions, isNeeded) => {
  expect(hasPartsCondition({ ...everything, ...conditions })).toBe(isNeeded)
})

it('matches each upload in one shard only', () => {
  const shards = [1, 2].map((number) => ({ ...everything, shard: { number, of: 2 } }))
  for (let id = 0; id < 20; id++) {
    const target = { key: 'k', uploadId: String(id) }
    expect(shards.filter((selection) => matchesTarget(selection, target))).toHaveLength(1)
    const other = { ...target, key: 'other' }
    expect(shards.some((selection) => matchesTarget({ ...selection, prefix: 'k' }, other))).toBe(false)
  }
})
