import { describe, expect, it } from 'vitest'
import { judge, type Selection, type Verdict } from '../../src/core/selection.js'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DAY = 86_400_000
const everything: Selection = { prefix: '', match: [], exclude: [] }
const endsWith = (end: string) => (key: string) => key.endsWith(end)

describe('judge', () => {
  it.each<[string, Partial<Selection>, number | undefined, Verdict]>([
    ['selects everything where nothing is said', {}, DAY, 'selected'],
    ['selects what begins with the prefix', { prefix: 'a/' }, DAY, 'selected'],
    ['passes over what does not', { prefix: 'b/' }, DAY, 'passed-over'],
    [
      'selects what one of several globs matches',
      { match: [endsWith('x'), endsWith('key')] },
      DAY,
      'selected',
    ],
    ['passes over what no glob matches', { match: [endsWith('x')] }, DAY, 'passed-over'],
    ['passes over what is excluded', { exclude: [endsWith('key')] }, DAY, 'passed-over'],
    ['wants it older than', { olderThan: 2 * DAY }, 3 * DAY, 'selected'],
    ['and not just as old', { olderThan: 2 * DAY }, 2 * DAY, 'passed-over'],
    ['wants it newer than', { newerThan: 2 * DAY }, DAY, 'selected'],
    ['and not just as new', { newerThan: 2 * DAY }, 2 * DAY, 'passed-over'],
    ['wants it initiated before', { initiatedBefore: NOW - DAY }, 2 * DAY, 'selected'],
    ['and not at that time', { initiatedBefore: NOW - DAY }, DAY, 'passed-over'],
    ['wants it initiated after', { initiatedAfter: NOW - 2 * DAY }, DAY, 'selected'],
    [
      'wants every condition to hold',
      { olderThan: DAY, newerThan: 3 * DAY, prefix: 'a' },
      2 * DAY,
      'selected',
    ],
    ['does not guess an unknown age', { olderThan: DAY }, undefined, 'age-unknown'],
    ['nor for newer than', { newerThan: DAY }, undefined, 'age-unknown'],
    ['judges the key first', { olderThan: DAY, prefix: 'b' }, undefined, 'passed-over'],
    ['needs no age where none is asked for', {}, undefined, 'selected'],
  ])('%s', (_, conditions, age, verdict) => {
    const upload = { key: 'a/key', uploadId: '1', ...(age !== undefined && { initiated: NOW - age }) }
    expect(judge({ ...everything, ...conditions }, upload, NOW)).toBe(verdict)
  })
})
