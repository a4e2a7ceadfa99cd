import { describe, expect, it } from 'vitest'
import { isInShard, parseShard, parseShardCount } from '../../src/core/shard.js'

/** Returns the shards that contain the upload. */
function shardsOf(key: string, uploadId: string, of: number): number[] {
  const numbers = Array.from({ length: of }, (_, index) => index + 1)
  return numbers.filter((number) => isInShard({ number, of }, { key, uploadId }))
}

describe('isInShard', () => {
  // Computed by an independent implementation in Python. Other values would break the shards of runs in progress.
  it.each([
    ['k', '1', 1, 1, 249],
    ['same', '1', 2, 6, 266],
    ['same', '2', 1, 1, 9],
    ['checkpoints/llama-70b/step-12000/rank-00.pt', '2~UGzAoegSEofO4VBG4YOJ_-FdQ7ayBSY', 2, 2, 282],
    ['100%25 done.csv', '2~oenQ1qqPDQA2CE6nLcJB-XkN-hJ9fYb', 1, 1, 101],
    ['données/été ☃.bin', 'VXBsb2FkIElE', 1, 3, 95],
    ['emoji/😀', '2~abc', 1, 1, 105],
    ['\n', 'x', 2, 2, 50],
  ])('assigns key %j and upload ID %j to one fixed shard', (key, uploadId, of2, of8, of300) => {
    expect(shardsOf(key, uploadId, 1)).toEqual([1])
    expect(shardsOf(key, uploadId, 2)).toEqual([of2])
    expect(shardsOf(key, uploadId, 8)).toEqual([of8])
    expect(shardsOf(key, uploadId, 300)).toEqual([of300])
  })

  it.each<[string, (index: number) => [key: string, uploadId: string]]>([
    ['keys and upload IDs with the same number', (index) => [`k${index}`, String(index)]],
    ['keys with every eighth number', (index) => [`part-${index * 8}`, '2~same']],
    ['many uploads of one key', (index) => ['k', (index * 16).toString(16).padStart(32, '0')]],
  ])('distributes %s evenly', (_, name) => {
    const sizes = Array.from({ length: 8 }, (_, index) => {
      const shard = { number: index + 1, of: 8 }
      return Array.from({ length: 8000 }, (_, upload) => name(upload)).filter(([key, uploadId]) =>
        isInShard(shard, { key, uploadId }),
      ).length
    })
    expect(sizes.reduce((sum, size) => sum + size)).toBe(8000)
    expect(Math.min(...sizes)).toBeGreaterThan(850)
    expect(Math.max(...sizes)).toBeLessThan(1150)
  })
})

describe('parseShard', () => {
  it('reads 3/8', () => expect(parseShard('3/8')).toEqual({ number: 3, of: 8 }))

  it.each(['', '3', '3/', '/8', '3/8/1', '0/8', '-1/8', '1.5/8', '03/8', '3 of 8', '1/100000'])('rejects %j', (text) =>
    expect(() => parseShard(text)).toThrow('Use I/N, for example 1/8'),
  )

  it('rejects 9/8, which exceeds the number of shards', () =>
    expect(() => parseShard('9/8')).toThrow('Use 1/8 to 8/8.'))
})

describe('parseShardCount', () => {
  it.each(['', '0', '-1', '8.0', 'many', '100000'])('rejects %j', (text) =>
    expect(() => parseShardCount(text)).toThrow('Use a whole number from 1 to 99999.'),
  )
})
