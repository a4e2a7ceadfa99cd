import { describe, expect, it } from 'vitest'
import { matchUpload, type Selection, type FilterResult } from '../../src/core/selection.js'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DAY = 86_400_000
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
    expect(matchUpload({ ...everything, ...conditions }, upload, NOW)).toBe(expected)
  })
})
