import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { type Conditions, connect, type Options } from '../../src/index.js'
import { collect } from '../support/collect.js'
import { entry, lists, page, respondWithError } from '../support/faults.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

const DAY = 86_400_000

async function bucketOf(server: TestServer) {
  return (await connect({ environment: server.environment })).bucket('bkt')
}

async function keysOf(uploads: AsyncIterable<{ key: string }>): Promise<string[]> {
  return (await collect(uploads)).map(({ key }) => key)
}

describe('bucket.list', () => {
  it('yields all uploads, page by page', async () => {
    const server = await startRealTimeServer({ pageSize: 2 })
    server.addMany(5)
    expect(await keysOf((await bucketOf(server)).list())).toEqual(['k0', 'k1', 'k2', 'k3', 'k4'])
    expect(server.requests).toHaveLength(3)
  })

  it('yields the fields of an upload', async () => {
    const server = await startRealTimeServer()
    const uploadId = server.add('k', DAY)
    const [upload] = await collect((await bucketOf(server)).list())
    expect(upload).toMatchObject({ key: 'k', uploadId, initiated: server.bucket.upload('k', uploadId)?.initiated })
  })

  it.each<[Conditions, string[]]>([
    [{ prefix: 'tmp/' }, ['tmp/old.tar', 'tmp/young.pt']],
    [{ match: ['*.tar', '*.bin'] }, ['old.bin', 'tmp/old.tar']],
    [{ exclude: ['tmp/**'] }, ['old.bin']],
    [{ olderThan: '7d' }, ['old.bin', 'tmp/old.tar']],
    [{ newerThan: '7d' }, ['tmp/young.pt']],
    [{ initiatedBefore: new Date(Date.now() - 3 * DAY) }, ['old.bin', 'tmp/old.tar']],
    [{ initiatedAfter: new Date(Date.now() - 3 * DAY) }, ['tmp/young.pt']],
    [{ initiatedBefore: '2006-01-01' }, []],
    [{ prefix: 'tmp/', olderThan: '7d' }, ['tmp/old.tar']],
  ])('matches %j', async (conditions, keys) => {
    const server = await startRealTimeServer()
    server.add('old.bin', 9 * DAY)
    server.add('tmp/old.tar', 8 * DAY)
    server.add('tmp/young.pt', DAY)
    expect(await keysOf((await bucketOf(server)).list(conditions))).toEqual(keys)
  })

  it.each<[object, string]>([
    [
      { olderThen: '7d' },
      'Unknown condition olderThen. Use prefix, match, exclude, olderThan, newerThan, initiatedBefore, initiatedAfter, idleFor, largerThan, shard.',
    ],
    [{ prefix: undefined }, 'prefix is undefined. Leave it out to match every upload.'],
    [{ toString: 'x' }, 'Unknown condition toString.'],
    [{ constructor: 'x' }, 'Unknown condition constructor.'],
    [{ signal: new AbortController().signal }, 'Unknown condition signal.'],
    [{ sizes: true }, 'Unknown condition sizes.'],
    [{ match: [] }, "match is no list of globs. Use one or more, such as ['tmp/**']."],
    [{ match: null }, 'match is no list of globs.'],
    [{ match: '*.tar' }, 'match is no list of globs.'],
    [{ match: [undefined] }, 'match is no list of globs.'],
    [{ match: new Set(['*.tar']) }, 'match is no list of globs.'],
    [{ exclude: null }, 'exclude is no list of globs.'],
    [{ exclude: new Array(1) }, 'exclude is no list of globs.'],
    [{ prefix: null }, 'prefix is no string.'],
    [{ olderThan: null }, 'olderThan is no string.'],
    [{ olderThan: new Date() }, 'olderThan is no string.'],
    [{ initiatedBefore: Date.now() }, 'initiatedBefore is no Date and no string.'],
    [{ shard: {} }, 'shard is no string.'],
    [{ olderThan: '7' }, 'Invalid olderThan 7. It has no unit. Use 7d, 7h, 7m or 7s (days, hours, minutes, seconds).'],
    [{ largerThan: '5' }, 'Invalid largerThan 5. It has no unit. Use 5B, 5MiB or 5GiB.'],
    [{ match: [''] }, 'Invalid match "". It is empty. Leave it out to match every key.'],
    [{ initiatedBefore: new Date('soon') }, 'initiatedBefore is an invalid Date.'],
  ])('rejects %j, which would match more than intended', async (conditions, message) => {
    const server = await startRealTimeServer()
    const bucket = await bucketOf(server)
    expect(() => bucket.list(conditions)).toThrow(message)
    await expect(bucket.abortAll(conditions)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message) as unknown,
    })
    expect(server.requests).toEqual([])
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a string', 'tmp/'],
    ['a Map', new Map([['prefix', 'tmp/']])],
    ['an array', ['tmp/**']],
    ['an AbortSignal', new AbortController().signal],
    ['an object that inherits its conditions', Object.create({ prefix: 'tmp/' })],
  ])('rejects %s as conditions or options', async (_, argument) => {
    const server = await startRealTimeServer()
    server.add('k')
    const bucket = await bucketOf(server)
    expect(() => bucket.list(argument as Conditions)).toThrow('Invalid conditions. Use an object literal.')
    expect(() => bucket.list({}, argument as Options)).toThrow('Invalid options. Use an object literal.')
    await expect(bucket.abortAll(argument as Conditions)).rejects.toMatchObject({ kind: 'usage' })
    await expect(bucket.abortAll({}, argument as Options)).rejects.toMatchObject({ kind: 'usage' })
    await expect(bucket.abort([{ key: 'k', uploadId: '1' }], argument as Options)).rejects.toMatchObject({
      kind: 'usage',
    })
    expect(server.requests).toEqual([])
  })

  it('rejects conditions in place of options, and accepts an object without a prototype or of another realm', async () => {
    const server = await startRealTimeServer()
    server.add('k')
    const bucket = await bucketOf(server)
    const options = { prefix: 'tmp/' } as Options
    await expect(bucket.abortAll({}, options)).rejects.toMatchObject({
      kind: 'usage',
      message: 'Unknown option prefix. Use signal, progress.',
    })
    expect(server.requests).toEqual([])
    const conditions = Object.assign(Object.create(null) as Conditions, { prefix: 'x' })
    expect(await keysOf(bucket.list(conditions))).toEqual([])
    expect(await keysOf(bucket.list(runInNewContext('({ match: ["k"] })') as Conditions))).toEqual(['k'])
  })

  it('lists again for each loop over its result', async () => {
    const server = await startRealTimeServer()
    server.add('k')
    const uploads = (await bucketOf(server)).list()
    expect([await keysOf(uploads), await keysOf(uploads)]).toEqual([['k'], ['k']])
  })

  it('lists parts if sizes or a condition on parts are requested', async () => {
    const server = await startRealTimeServer()
    const uploadId = server.add('large', 2 * DAY)
    server.add('empty', DAY)
    const part = { size: 5 * 2 ** 20, modified: server.clock.now() - DAY }
    server.bucket.uploads.get(uploadId)?.parts.set(1, part)
    const bucket = await bucketOf(server)
    const [, large] = await collect(bucket.list({}, { sizes: true }))
    expect(large?.parts).toEqual({ count: 1, bytes: part.size, lastModified: part.modified })
    expect(await keysOf(bucket.list({ largerThan: '4MiB' }))).toEqual(['large'])
    expect(await keysOf(bucket.list({ idleFor: '30h' }))).toEqual([])
  })

  it('rejects if the listing is not complete', async () => {
    const server = await startRealTimeServer()
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    await expect(keysOf((await bucketOf(server)).list())).rejects.toMatchObject({ kind: 'access-denied' })
  })

  it('fails after the last valid upload if the listing has a malformed entry', async () => {
    const server = await startRealTimeServer()
    server.injectFault(lists, page(`<Upload><Key>bad</Key></Upload>${entry('good', '1')}`))
    const seen: string[] = []
    const listing = async () => {
      for await (const { key } of (await bucketOf(server)).list()) seen.push(key)
    }
    await expect(listing()).rejects.toMatchObject({
      kind: 'invalid-response',
      message: 'Skipped 1 malformed entry in the listing (no upload ID). The listing is incomplete.',
    })
    expect(seen).toEqual(['good'])
  })

  it('stops with the reason of the signal', async () => {
    const server = await startRealTimeServer({ pageSize: 1 })
    server.addMany(3)
    const stop = new AbortController()
    const bucket = await bucketOf(server)
    const listing = async () => {
      for await (const { key } of bucket.list({}, { signal: stop.signal })) stop.abort(new Error(`at ${key}`))
    }
    await expect(listing()).rejects.toThrow('at k0')
  })
})
