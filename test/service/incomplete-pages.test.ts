import { describe, expect, it } from 'vitest'
import { Progress } from '../../src/core/progress.js'
import type { Clock } from '../../src/core/time.js'
import type { Page } from '../../src/core/upload.js'
import { connect } from '../../src/service/client.js'
import { TestClock } from '../support/clock.js'
import { collect } from '../support/collect.js'
import { entry, type Fault, html, lists, page, respondWithError } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'
import { faultSequence, unabortedSignal } from './context.js'

/** Lists the uploads of `bkt`. */
async function pagesOf(server: TestServer, clock: Clock = server.clock, prefix = ''): Promise<AsyncGenerator<Page>> {
  const client = await connect({}, { environment: server.environment, clock })
  return client.bucket('bkt').pages({ prefix }, { progress: new Progress(), signal: unabortedSignal() })
}

const keysIn = (pages: readonly Page[]) => pages.flatMap(({ uploads }) => uploads.map(({ key }) => key))

/** Page that echoes MaxUploads. */
const fullPage = (keys: readonly string[], maxUploads: number) =>
  page(keys.map((key) => entry(key, key)).join('') + `<MaxUploads>${maxUploads}</MaxUploads>`)

describe('BucketUploads.pages with full pages that are not truncated', () => {
  it('continues after a page that is as full as its MaxUploads', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(fullPage(['a', 'b'], 2), fullPage(['c'], 2)))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
  })

  it('continues after a page that is as full as requested', async () => {
    const server = await startServer()
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`)
    server.injectFault(lists, faultSequence(page(keys.map((key) => entry(key, key)).join('')), fullPage(['z'], 1000)))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual([...keys, 'z'])
  })

  it('ends at an empty page', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(fullPage(['a', 'b'], 2), page('')))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b'])
    expect(server.requests).toHaveLength(2)
  })

  it('ends at a page with more uploads than requested', async () => {
    const server = await startServer()
    server.injectFault(lists, fullPage(['a', 'b', 'c'], 2))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
    expect(server.requests).toHaveLength(1)
  })

  it('rejects a page that repeats it', async () => {
    const server = await startServer()
    server.injectFault(lists, fullPage(['a', 'b'], 2))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({ kind: 'invalid-response' })
  })
})

describe('BucketUploads.pages with an empty page after a truncated one', () => {
  const truncated = page(entry('a', '1') + entry('b', '2') + entry('c', '3'), { isTruncated: true })
  const emptyTruncated = page('<NextKeyMarker>k</NextKeyMarker>', { isTruncated: true })
  const markersOf = ({ requests }: TestServer) =>
    requests.map((request) => new URLSearchParams(request.split('?')[1]).get('key-marker'))

  it('lists again until two listings end at the same upload', async () => {
    const server = await startServer()
    const only = (key: string) => page(entry(key, key), { isTruncated: true })
    const [toA, toB] = [
      [only('a'), page('')],
      [only('a'), only('b'), page('')],
    ]
    server.injectFault(lists, faultSequence(...toB, ...toA, ...toA))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b'])
  })

  it('rejects four listings that end at different uploads', async () => {
    const server = await startServer()
    const only = (key: string) => page(entry(key, key), { isTruncated: true })
    const [toA, toB] = [
      [only('a'), page('')],
      [only('a'), only('b'), page('')],
    ]
    server.injectFault(lists, faultSequence(...toB, ...toA, ...toB, ...toA))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({ kind: 'invalid-response' })
  })

  it('continues after an earlier upload of the last page if that shows another upload', async () => {
    const server = await startServer()
    const rest = page(entry('c', '3') + entry('d', '4'))
    server.injectFault(lists, faultSequence(truncated, page(''), rest))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c', 'd'])
    expect(markersOf(server)).toEqual([null, 'c', 'b'])
  })

  it('lists again from the start, and ends if that shows nothing else', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), truncated, page('')))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
    expect(markersOf(server)).toEqual([null, 'c', 'b', 'a', null, 'c'])
  })

  it.each([
    ['is empty', [page('')]],
    ['ends earlier', [page(entry('a', '1') + entry('b', '2'))]],
    [
      'ends with an upload after a truncated page',
      [page(entry('a', '1'), { isTruncated: true }), page(entry('b', '2'))],
    ],
    ['ends after a full page', [page(`${entry('a', '1')}<MaxUploads>1</MaxUploads>`), page('')]],
  ])('ends after a second listing that %s', async (_, second) => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), ...second))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
    expect(server.requests).toHaveLength(4 + second.length)
  })

  it('follows the marker of an empty page that is truncated too', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(truncated, emptyTruncated, page(entry('z', '4'))))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c', 'z'])
    expect(markersOf(server)).toEqual([null, 'c', 'k'])
  })

  it.each([
    [
      'two more listings that are empty',
      [
        [emptyTruncated, page('')],
        [emptyTruncated, page('')],
      ],
    ],
    [
      'two listings that end alike after an empty one',
      [
        [emptyTruncated, page('')],
        [page(entry('a', '1'), { isTruncated: true }), page('')],
        [page(entry('a', '1'), { isTruncated: true }), page('')],
      ],
    ],
  ])('ends after %s', async (_, listings) => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), ...listings.flat()))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
    expect(server.requests).toHaveLength(4 + 2 * listings.length)
  })

  it.each([
    ['an upload', entry('d', '4')],
    ['an upload without a readable time', entry('d', '4', '')],
  ])('rejects a second listing with %s that the first one lacks', async (_, missing) => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), page(missing)))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('two listings that differ') as string,
    })
  })

  it.each([
    ['slow', -3_600_000],
    ['fast', 3_600_000],
  ])('takes the time of the server if the local clock is %s', async (_, difference) => {
    const server = await startServer()
    const now = server.clock.now()
    const list = async (initiated: number) => {
      const late = page(entry('d', '4', new Date(initiated).toISOString()))
      const faulty = await startServer()
      faulty.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), late))
      return collect(await pagesOf(faulty, new TestClock(() => now + difference)))
    }
    await expect(list(now - 60_000)).rejects.toThrow('two listings that differ')
    expect(keysIn(await list(now + 60_000))).toEqual(['a', 'b', 'c'])
  })

  it('accepts a second listing with an upload that started since', async () => {
    const server = await startServer()
    const started = new Date(server.clock.now()).toISOString()
    server.injectFault(lists, faultSequence(truncated, page(''), page(''), page(''), page(entry('d', '4', started))))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b', 'c'])
  })
})

describe('BucketUploads.pages under a prefix that matches nothing', () => {
  async function pagesUnder(prefix: string, ...faults: Fault[]) {
    const server = await startServer()
    server.injectFault(lists, faultSequence(...faults))
    const pages = await collect(await pagesOf(server, server.clock, prefix))
    return { keys: keysIn(pages), last: pages.at(-1), requests: server.requests.length }
  }

  it('returns the number of others if one page without the prefix is complete', async () => {
    expect(await pagesUnder('logs/', page(''), page(entry('a', '1')))).toMatchObject({
      keys: [],
      last: { others: { count: 1, isComplete: true } },
      requests: 2,
    })
  })

  it('lists the whole bucket if that shows a key with the prefix', async () => {
    const all = page(entry('a', '1') + entry('logs/b', '2'))
    expect(await pagesUnder('logs/', page(''), all)).toMatchObject({
      keys: ['a', 'logs/b'],
      last: { isOfBucket: true },
    })
  })

  it('reads a second page near the prefix if the first is truncated', async () => {
    const cut = page(entry('a', '1'), { isTruncated: true })
    expect(await pagesUnder('logs/', page(''), cut, page(entry('z', '2')))).toMatchObject({
      keys: [],
      last: { others: { count: 1, isComplete: false } },
      requests: 3,
    })
    const near = page(entry('logs/b', '2'))
    expect(await pagesUnder('logs/', page(''), cut, near, cut, near)).toMatchObject({ keys: ['a', 'logs/b'] })
  })

  it('reads a second page near the prefix if the first is full', async () => {
    const full = page(`${entry('a', '1')}<MaxUploads>1</MaxUploads>`)
    expect(await pagesUnder('logs/', page(''), full, page(entry('z', '2')))).toMatchObject({
      last: { others: { count: 1, isComplete: false } },
      requests: 3,
    })
  })

  it('reads no second page if nothing is before the prefix', async () => {
    const cut = page(entry('z', '1'), { isTruncated: true })
    expect(await pagesUnder('l', page(''), cut)).toMatchObject({
      last: { others: { count: 1, isComplete: false } },
      requests: 2,
    })
  })

  it('lists the whole bucket if the first page shows a key with the prefix, and the second does not', async () => {
    const cut = page(entry('a', '1') + entry('logs/b', '2'), { isTruncated: true })
    const rest = page(entry('z', '3'))
    expect(await pagesUnder('logs/', page(''), cut, rest, cut, rest)).toMatchObject({ keys: ['a', 'logs/b', 'z'] })
  })

  it('is unreliable if only the page without the prefix shows that the server is MinIO', async () => {
    const minio =
      (key: string): Fault =>
      (incoming, outgoing) => {
        outgoing.setHeader('server', 'MinIO')
        page(entry(key, '1'))(incoming, outgoing)
      }
    expect(await pagesUnder('logs/', page(''), minio('a'))).toMatchObject({ last: { isUnreliable: true } })
    expect(await pagesUnder('logs/', page(''), minio('logs/b'))).toMatchObject({
      keys: ['logs/b'],
      last: { isUnreliable: true },
    })
  })

  it('throws any other failure of the page without the prefix', async () => {
    await expect(pagesUnder('logs/', page(''), html(200))).rejects.toMatchObject({ kind: 'invalid-response' })
  })

  it('throws the error of a wait that was stopped', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(page(''), respondWithError(503, 'SlowDown')))
    const sleep = () => Promise.reject(new Error('stopped'))
    const stopped = collect(await pagesOf(server, { now: server.clock.now, sleep }, 'logs/'))
    await expect(stopped).rejects.toThrow(/^stopped$/)
  })

  it('returns the reason if the page without the prefix is denied', async () => {
    expect(await pagesUnder('logs/', page(''), respondWithError(403, 'AccessDenied'))).toMatchObject({
      keys: [],
      last: { others: { error: expect.stringContaining('s3:ListBucketMultipartUploads') as string } },
    })
  })

  it('requests nothing else if a key has the prefix', async () => {
    expect(await pagesUnder('logs/', page(entry('logs/b', '2')))).toMatchObject({ requests: 1 })
  })
})
