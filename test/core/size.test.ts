import { describe, expect, it } from 'vitest'
import { formatSize, parseSize } from '../../src/core/size.js'

describe('parseSize', () => {
  it.each([
    ['0B', 0],
    ['512 B', 512],
    ['1KiB', 1024],
    ['1.5gib', 1.5 * 2 ** 30],
    ['10GB', 10 ** 10],
    ['2tb', 2 * 10 ** 12],
  ])('reads %s as %i bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

  it.each([
    ['500', 'It has no unit. Use 500B, 500MiB or 500GiB.'],
    ['1XB', 'Use a number and a unit, for example 500MiB or 1.5GiB.'],
    ['9999999EiB', 'Use a number and a unit, for example 500MiB or 1.5GiB.'],
    ['-1GB', 'Use a number and a unit, for example 500MiB or 1.5GiB.'],
    ['', 'Use a number and a unit, for example 500MiB or 1.5GiB.'],
  ])('rejects %j', (text, message) => expect(() => parseSize(text)).toThrow(new SyntaxError(message)))
})

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [1023, '1.00 KiB'],
    [10_229, '9.99 KiB'],
    [102_297, '99.9 KiB'],
    [102_400, '100 KiB'],
    [10_235, '10.0 KiB'],
    [1_022_976, '999 KiB'],
    [1_023_500, '0.98 MiB'],
    [8.13 * 2 ** 40, '8.13 TiB'],
    [2000 * 2 ** 60, '2000 EiB'],
  ])('formats %d bytes as %s', (bytes, text) => expect(formatSize(bytes)).toBe(text))
})
