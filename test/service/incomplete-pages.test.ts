import { describe, expect, it } from 'vitest'
import type { Page } from '../../src/core/upload.js'
import { connect } from '../../src/service/client.js'
import { entry, type Fault, lists, page, respondWithError } from '../support/faults.js'
import { collect } from '../support/collect.js'
import { startStore, type TestStore } from '../support/store.js'
import { inTurn, neverFires } from './context.js'

/** Lists the uploads of `bkt`. */
async function pagesOf(store: TestStore): Promise<AsyncGenerator<Page>> {
  const client = await connect({}, { environment: store.environment, clock: store.clock })
  return client.bucket('bkt').pages({}, neverFires())
}

const keysIn = (pages: readonly Page[]) => pages.flatMap(({ uploads }) => uploads.map(({ key }) => key))

/** Page that echoes MaxUploads. */
const fullPage = (keys: readonly string[], maxUploads: number) =>
  page(keys.map((key) => entry(key, key)).join('') + `<MaxUploads>${maxUploads}</MaxUploads>`)

describe('BucketUploads.pages with full pages that are not truncated', () => {
  it('continues after a page that is as full as its MaxUploads', async () => {
    const store = await startStore()
    store.injectFault(lists, inTurn(fullPage(['a', 'b'], 2), fullPage(['c'], 2)))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b', 'c'])
  })

  it('continues after a page that is as full as requested', async () => {
    const store = await startStore()
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`)
    store.injectFault(lists, inTurn(page(keys.map((key) => entry(key, key)).join('')), fullPage(['z'], 1000)))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual([...keys, 'z'])
  })

  it('ends at an empty page', async () => {
    const store = await startStore()
    store.injectFault(lists, inTurn(fullPage(['a', 'b'], 2), page('')))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b'])
    expect(store.requests).toHaveLength(2)
  })

  it('ends at a page with more uploads than requested', async () => {
    const store = await startStore()
    store.injectFault(lists, fullPage(['a', 'b', 'c'], 2))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b', 'c'])
    expect(store.requests).toHaveLength(1)
  })

  it('rejects a page that repeats it', async () => {
    const store = await startStore()
    store.injectFault(lists, fullPage(['a', 'b'], 2))
    await expect(collect(await pagesOf(store))).rejects.toMatchObject({ kind: 'invalid-response' })
  })
})

describe('BucketUploads.pages with an empty page after a truncated one', () => {
  const truncated = page(entry('a', '1') + entry('b', '2') + entry('c', '3'), { isTruncated: true })
  const markersOf = ({ requests }: TestStore) =>
    requests.map((request) => new URLSearchParams(request.split('?')[1]).get('key-marker'))

  it('lists again until two listings end at the same upload', async () => {
    const store = await startStore()
    const only = (key: string) => page(entry(key, key), { isTruncated: true })
    const [toA, toB] = [
      [only('a'), page('')],
      [only('a'), only('b'), page('')],
    ]
    store.injectFault(lists, inTurn(...toB, ...toA, ...toA))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b'])
  })

  it('rejects four listings that end at different uploads', async () => {
    const store = await startStore()
    const only = (key: string) => page(entry(key, key), { isTruncated: true })
    const [toA, toB] = [
      [only('a'), page('')],
      [only('a'), only('b'), page('')],
    ]
    store.injectFault(lists, inTurn(...toB, ...toA, ...toB, ...toA))
    await expect(collect(await pagesOf(store))).rejects.toMatchObject({ kind: 'invalid-response' })
  })

  it('continues after an earlier upload of the last page if that shows another upload', async () => {
    const store = await startStore()
    const rest = page(entry('c', '3') + entry('d', '4'))
    store.injectFault(lists, inTurn(truncated, page(''), rest))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b', 'c', 'd'])
    expect(markersOf(store)).toEqual([null, 'c', 'b'])
  })

  it('lists again from the start, and ends if that shows nothing else', async () => {
    const store = await startStore()
    store.injectFault(lists, inTurn(truncated, page(''), page(''), page(''), truncated, page('')))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b', 'c'])
    expect(markersOf(store)).toEqual([null, 'c', 'b', 'a', null, 'c'])
  })

  it('rejects a second listing with an upload that the first one lacks', async () => {
    const store = await startStore()
    store.injectFault(lists, inTurn(truncated, page(''), page(''), page(''), page(entry('d', '4'))))
    await expect(collect(await pagesOf(store))).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('two listings that differ') as string,
    })
  })

  it('accepts a second listing with an upload that started since', async () => {
    const store = await startStore()
    const started = new Date(store.clock.now()).toISOString()
    store.injectFault(lists, inTurn(truncated, page(''), page(''), page(''), page(entry('d', '4', started))))
    expect(keysIn(await collect(await pagesOf(store)))).toEqual(['a', 'b', 'c'])
  })
})

describe('BucketUploads.pages under a prefix that matches nothing', () => {
  async function pagesUnder(prefix: string, ...faults: Fault[]) {
    const store = await startStore()
    store.injectFault(lists, inTurn(...faults))
    const client = await connect({}, { environment: store.environment, clock: store.clock })
    const pages = await collect(client.bucket('bkt').pages({ prefix }, neverFires()))
    return { keys: keysIn(pages), last: pages.at(-1), requests: store.requests.length }
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
