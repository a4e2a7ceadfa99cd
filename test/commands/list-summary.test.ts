import { describe, expect, it } from 'vitest'
import { fillDemoBucket } from '../../src/sandbox/stored-bucket.js'
import { allOf, forKey, listsParts, respondWithError } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

interface Summary {
  readonly Groups: {
    Prefix?: string
    Age?: string
    Others?: number
    Uploads: number
    Size?: number | null
    Share: number
  }[]
  readonly Totals: { Uploads: number; Size?: number; Parts?: number }
}

async function startDemoServer(): Promise<TestServer> {
  const server = await startServer()
  fillDemoBucket(server.bucket, server.clock.now())
  return server
}

async function summaryOf(server: TestServer, words: string): Promise<Summary> {
  const { code, stdout } = await server.run(`list --bucket bkt --summary --json ${words}`)
  expect(code).toBe(0)
  return JSON.parse(stdout) as Summary
}

describe('list --summary', () => {
  it('shows totals per prefix, the biggest first, with bars and a total', async () => {
    const server = await startDemoServer()
    const { stdout } = await server.run('list --bucket bkt --summary', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'PREFIX        UPLOADS      SIZE  SHARE                   OLDEST',
      'checkpoints/        8  69.9 GiB  ██████████         63%     94d',
      'datasets/           5  41.7 GiB  ██████             37%    221d',
      'exports/            2   128 MiB                     <1%      3d',
      'tmp/                2   128 MiB                     <1%     12d',
      'Total              17   112 GiB  ████████████████  100%    221d',
      '',
      '17 incomplete uploads, 112 GiB. Oldest: 221 days. 2 started in the last 24 hours',
      'and may still be in progress.',
      '',
    ])
  })

  it.each([1, 2, 3, 9])('has the same total at depth %i', async (depth) => {
    const server = await startDemoServer()
    const held = [...server.bucket.uploads.values()].flatMap(({ parts }) => [...parts.values()])
    const bytes = held.reduce((sum, { size }) => sum + size, 0)
    const { Groups, Totals } = await summaryOf(server, `--by prefix --depth ${depth} --sizes`)
    expect(Totals).toMatchObject({ Uploads: 17, Size: bytes, Parts: held.length })
    expect(Groups.reduce((sum, { Size }) => sum + (Size ?? 0), 0)).toBe(bytes)
    expect(Groups.reduce((sum, { Uploads }) => sum + Uploads, 0)).toBe(17)
  })

  it('shows with --limit the biggest groups, and the others as one', async () => {
    const server = await startDemoServer()
    const { Groups, Totals } = await summaryOf(server, '--limit 1 --sizes')
    expect(Groups).toMatchObject([
      { Prefix: 'checkpoints/', Uploads: 8 },
      { Others: 3, Uploads: 9 },
    ])
    expect(Totals.Uploads).toBe(17)
  })

  it('groups by age, the oldest first', async () => {
    const server = await startDemoServer()
    const { Groups } = await summaryOf(server, '--by age')
    expect(Groups.map(({ Age, Uploads }) => [Age, Uploads])).toEqual([
      ['90d and more', 4],
      ['30d to 90d', 5],
      ['7d to 30d', 4],
      ['1d to 7d', 2],
      ['under 1d', 2],
    ])
  })

  it('measures no sizes in JSON without --sizes', async () => {
    const server = await startDemoServer()
    const { Totals, Groups } = await summaryOf(server, '--by prefix')
    expect(Totals).not.toHaveProperty('Size')
    expect(Groups[0]).toMatchObject({ Prefix: 'checkpoints/', Uploads: 8, Share: 0.4706 })
    expect(server.requests.filter((request) => request.includes('max-parts'))).toEqual([])
  })

  it('writes the groups as csv', async () => {
    const server = await startServer()
    server.add('a/b', 86_400_000)
    server.add('=top')
    const { stdout } = await server.run('list --bucket bkt --summary --no-sizes -o csv')
    expect(stdout.split('\r\n')).toEqual([
      'Prefix,Uploads,Share,Oldest,Newest,Others',
      ',1,0.5,2026-11-22T11:00:00.000Z,2026-11-22T11:00:00.000Z,',
      'a/,1,0.5,2026-11-21T12:00:00.000Z,2026-11-21T12:00:00.000Z,',
      '',
    ])
  })

  it.each([
    ['tsv', ['logs/a/,2,', 'logs/,2,', ',1,1']],
    ['csv', ['Prefix,Uploads,Others', 'logs/a/,2,', 'logs/,2,', ',1,1']],
  ])('marks the row of the other groups in %s, which has no prefix', async (format, rows) => {
    const server = await startServer()
    for (const key of ['a/1', 'a/2', 'b/1', 'c', 'd']) server.add(`logs/${key}`)
    const { stdout } = await server.run(`list bkt --depth 2 --prefix logs/ --limit 2 -o ${format}`)
    const lines = stdout.trimEnd().split(/\r?\n/)
    const cells = lines.map((line) => line.split(/[\t,]/))
    expect(cells.map(([prefix, uploads, ...others]) => [prefix, uploads, others.at(-1)].join())).toEqual(rows)
  })

  it('names the prefixes of groups alone in ndjson, not the --prefix', async () => {
    const server = await startServer()
    for (const key of ['a/1', 'a/2', 'c', 'b/1']) server.add(`logs/${key}`)
    const { stdout } = await server.run('list bkt --depth 2 --prefix logs/ --limit 1 -o ndjson')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ Bucket: 'bkt', Prefix: 'logs/a/', Uploads: 2 }),
      expect.objectContaining({ Bucket: 'bkt', Others: 2, Uploads: 2 }),
      { Bucket: 'bkt', Totals: expect.objectContaining({ Uploads: 4 }) as object, Complete: true },
    ])
    expect(stdout.match(/"Prefix"/g)).toHaveLength(1)
  })

  it('has null for the size of a group if no size is known', async () => {
    const server = await startServer()
    server.addWithParts('known/1', [5])
    server.addWithParts('known/denied', [5])
    server.addWithParts('none/denied', [5])
    server.injectFault(allOf(listsParts, forKey('denied')), respondWithError(403, 'AccessDenied'))
    const { Groups, Totals } = await summaryOf(server, '--sizes')
    expect(Groups).toMatchObject([
      { Prefix: 'known/', Parts: 1, Size: 5, SizeUnknown: 1 },
      { Prefix: 'none/', Parts: null, Size: null, SizeUnknown: 1 },
    ])
    expect(Totals).toMatchObject({ Parts: 1, Size: 5, SizeUnknown: 2 })
    const { stdout } = await server.run('list bkt --summary --sizes', { tty: true })
    expect(stdout).toMatch(/\nknown\/ +2 +≥ 5 B .*\nnone\/ +1 +- .*\nTotal +3 +≥ 5 B /)
  })

  it('marks sizes that were not measured in time', async () => {
    const server = await startServer()
    server.addWithParts('a/fast', [5])
    server.addWithParts('a/slow', [5])
    server.injectFault(allOf(listsParts, forKey('slow')), () => undefined)
    const { stdout } = await server.run('list bkt --summary', { tty: true })
    expect(stdout).toMatch(/\na\/ +2 +≥ 5 B .*\nTotal +2 +≥ 5 B /)
  })

  it.each([
    ['--summary --sort key', '--sort'],
    ['--by age --sort size --reverse', '--sort'],
    ['--depth 2 --reverse', '--reverse'],
  ])('%s is a usage error, because groups have one order', async (words, flag) => {
    const server = await startServer()
    expect(await server.run(`list bkt ${words}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Cannot combine --summary with ${flag}. Use one of them.\n`,
    })
    expect(server.requests).toEqual([])
  })

  it('reports an empty bucket', async () => {
    const server = await startServer()
    expect(await server.run('list --bucket bkt --summary', { tty: true })).toMatchObject({
      code: 0,
      stdout: 'bkt has no incomplete uploads.\n',
    })
  })
})
