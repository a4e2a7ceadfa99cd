import { describe, expect, it } from 'vitest'
import { parseInstant, readHttpDate, readInstant } from '../../src/core/instant.js'

describe('parseInstant', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T09:30:00Z', '2026-11-01T09:30:00Z'],
    ['2026-11-01T09:30:00+02:00', '2026-11-01T07:30:00Z'],
    ['2026-11-01 09:30:00.250Z', '2026-11-01T09:30:00.250Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s', (text, instant) => {
    expect(parseInstant(text)).toBe(Date.parse(instant))
  })

  it.each([
    ['2026-11-01T09:30:00', /no time zone\. Use 2026-11-01T09:30:00Z/],
    ['2026-11-01 09:30', /no time zone/],
    ['2026-02-30', /Use 2026-11-01, or/],
    ['2026-13-01', /Use 2026-11-01, or/],
    ['2026-11-01T24:00:00Z', /Use 2026-11-01, or/],
    ['yesterday', /Use 2026-11-01/],
    ['1700000000', /Use 2026-11-01, or/],
    ['', /Use 2026-11-01, or/],
  ])('refuses %j with a way out', (text, message) => {
    expect(() => parseInstant(text)).toThrow(message)
  })
})

describe('readInstant, for what servers write', () => {
  it.each([
    ['2026-04-15T20:14:03.000Z', 1776284043000],
    ['2026-04-15T20:14:03Z', 1776284043000],
    ['2026-04-15T20:14:03.123456789Z', 1776284043123],
    ['2026-04-15T22:14:03+02:00', 1776284043000],
    ['2039-01-20T03:00:00Z', 2179105200000],
    ['', undefined],
    ['soon', undefined],
    ['2026-04-15T20:14:03', undefined],
  ])('%j', (text, instant) => {
    expect(readInstant(text)).toBe(instant)
  })
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
  ])('reads %j as %s in every time zone', (text, instant) => {
    expect(readHttpDate(text)).toBe(instant)
  })
})
