import { describe, expect, it } from 'vitest'
import { matchUpload, type Selection, type FilterResult } from '../../src/core/selection.js'

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
