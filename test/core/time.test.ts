import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration, parseInstant, readHttpDate, readInstant } from '../../src/core/time.js'

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
  ])('reads %s', (text, duration) => expect(parseDuration(text)).toBe(duration))

  it.each([
    ['7', /Use 7d, 7h, 7m or 7s \(days, hours, minutes, seconds\)/],
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
  ])('rejects %j with a hint', (text, message) => expect(() => parseDuration(text)).toThrow(message))
})

describe('formatDuration', () => {
  it.each([
    [3 * DAY + 4 * HOUR + 59 * MINUTE, '3d 4h'],
    [3 * DAY + 59 * MINUTE, '3d'],
    [59 * SECOND, '59s'],
    [HOUR + 59 * SECOND, '1h'],
    [0, '0s'],
    [-5, '0s'],
  ])('formats %i as %s, rounded down', (duration, text) => expect(formatDuration(duration)).toBe(text))
})

describe('parseInstant', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T09:30:00Z', '2026-11-01T09:30:00Z'],
    ['2026-11-01T09:30:00+02:00', '2026-11-01T07:30:00Z'],
    ['2026-11-01 09:30:00.250Z', '2026-11-01T09:30:00.250Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('reads %s as %s', (text, instant) => expect(parseInstant(text)).toBe(Date.parse(instant)))

  it.each([
    ['2026-11-01T09:30:00', /no time zone\. Use 2026-11-01T09:30:00Z/],
    ['2026-11-01 09:30:00.5', /no time zone\. Use 2026-11-01T09:30:00\.5Z/],
    ['2026-11-01T09:30', /no time zone\. Use 2026-11-01T09:30:00Z/],
    ['2026-11-01 09:30', /no time zone\. Use 2026-11-01T09:30:00Z/],
    ['2026-11-01T09:30Z', /^Use 2026-11-01, or 2026-11-01T09:30:00Z\.$/],
    ['2026-02-30T09:30:00', /^Use 2026-11-01, or/],
    ['2026-02-30T09:30:00Z', /^Use 2026-11-01, or/],
    ['2026-11-01T09:30:00.', /^Use 2026-11-01, or/],
    ['2026-11-01T24:00', /^Use 2026-11-01, or/],
    ['2026-11-01T', /^Use 2026-11-01, or/],
    ['2026-02-30', /Use 2026-11-01, or/],
    ['2026-13-01', /Use 2026-11-01, or/],
    ['2026-11-01T24:00:00Z', /Use 2026-11-01, or/],
    ['yesterday', /Use 2026-11-01/],
    ['1700000000', /Use 2026-11-01, or/],
    ['', /Use 2026-11-01, or/],
  ])('rejects %j with a hint', (text, message) => expect(() => parseInstant(text)).toThrow(message))
})

describe('readInstant', () => {
  it.each([
    ['2026-04-15T20:14:03.000Z', 1776284043000],
    ['2026-04-15T20:14:03Z', 1776284043000],
    ['2026-04-15T20:14:03.123456789Z', 1776284043123],
    ['2026-04-15T22:14:03+02:00', 1776284043000],
    ['2039-01-20T03:00:00Z', 2179105200000],
    ['', undefined],
    ['soon', undefined],
    ['2026-04-15T20:14:03', undefined],
  ])('reads %j as %s', (text, instant) => expect(readInstant(text)).toBe(instant))
})

describe('readHttpDate', () => {
  it.each([
    ['Sun, 22 Nov 2026 12:00:00 GMT', Date.UTC(2026, 10, 22, 12)],
    ['Thu, 20 Jan 2039 03:00:00 GMT', Date.UTC(2039, 0, 20, 3)],
    ['Sun, 22 Nov 2026 12:00:00', undefined],
    ['Sun Nov 22 12:00:00 2026', undefined],
    ['Sunday, 22-Nov-26 12:00:00 GMT', undefined],
    ['2026-11-22 12:00:00', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %j as %s in every time zone', (text, instant) => expect(readHttpDate(text)).toBe(instant))
})
