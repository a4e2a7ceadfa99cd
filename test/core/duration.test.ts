import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/duration.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('parseDuration', () => {
  it.each([
    ['7d', 7 * DAY],
    ['12h', 12 * HOUR],
    ['7d10h', 7 * DAY + 10 * HOUR],
    ['1h30m', 90 * MINUTE],
    ['2w3d4h5m6s', 17 * DAY + 4 * HOUR + 5 * MINUTE + 6 * SECOND],
    ['0s', 0],
    ['36500d', 36_500 * DAY],
  ])('%s', (text, duration) => {
    expect(parseDuration(text)).toBe(duration)
  })

  it.each([
    ['7', /Use 7d, 7h or 7m \(days, hours, minutes\)/],
    ['1M', /Use days, for example 30d/],
    ['2mo', /Use days, for example 30d/],
    ['1y', /Use days, for example 365d/],
    ['', /Use 7d, 12h/],
    ['1h1d', /largest first/],
    ['1d1d', /each once/],
    ['1.5h', /Use 7d, 12h, 7d10h or 1h30m/],
    ['-1h', /Use 7d, 12h, 7d10h or 1h30m/],
    ['1 d', /Use 7d, 12h, 7d10h or 1h30m/],
    ['36501d', /36500d or less/],
  ])('refuses %j with a way out', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message)
  })
})

describe('formatDuration', () => {
  it.each([
    [3 * DAY + 4 * HOUR + 59 * MINUTE, '3d 4h'],
    [3 * DAY + 59 * MINUTE, '3d'],
    [59 * SECOND, '59s'],
    [HOUR + 59 * SECOND, '1h'],
    [0, '0s'],
    [-5, '0s'],
  ])('%i is %s: cut, never rounded up', (duration, text) => {
    expect(formatDuration(duration)).toBe(text)
  })
})
