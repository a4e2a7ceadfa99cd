import { describe, expect, it } from 'vitest'
import { Progress } from '../../src/core/progress.js'
import type { Page } from '../../src/core/upload.js'
import { connect } from '../../src/service/client.js'
import { collect } from '../support/collect.js'
import { after, entry, hang, html, lists, page, respondWithError } from '../support/faults.js'
import { waitFor } from '../support/process.js'
import { serverProfiles } from '../support/server-profiles.js'
import { startServer, type TestServer } from '../support/server.js'
import { faultSequence, unabortedSignal } from './context.js'

/** Lists the uploads of `bkt`. */
async function pagesOf(server: TestServer, options: { readonly prefix?: string } = {}): Promise<AsyncGenerator<Page>> {
  const client = await connect({}, { environment: server.environment, clock: server.clock })
  return client.bucket('bkt').pages(options, { progress: new Progress(), signal: unabortedSignal() })
}

/** Starts a server with five uploads, two per page. */
async function startServerOfFive(): Promise<TestServer> {
  const server = await startServer({ pageSize: 2 })
  server.addMany(5)
  return server
}

const targetsOf = (pages: readonly Page[]) =>
  pages.map(({ uploads }) => uploads.map(({ key, uploadId }) => `${key} ${uploadId}`))

const keysIn = (pages: readonly Page[]) => pages.flatMap(({ uploads }) => uploads.map(({ key }) => key))

describe('BucketUploads.pages', () => {
  it('requests one page ahead, and no more, while a page is in use', async () => {
    const server = await startServerOfFive()
    const pages = await pagesOf(server)
    await pages.next()
    await waitFor(() => server.requests.length === 2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.requests).toHaveLength(2)
  })

  it('returns a page before it throws the error of the next one', async () => {
    const server = await startServerOfFive()
    server.injectFault(after(1, lists), html(200))
    const pages = await pagesOf(server)
    expect(await pages.next()).toMatchObject({ value: { uploads: [{ key: 'k0' }, { key: 'k1' }] } })
    await waitFor(() => server.requests.length === 2)
    await expect(pages.next()).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('an HTML page') as string,
    })
  })

  it('requests 1000 uploads at once, only with the prefix, and with encoded keys', async () => {
    const server = await startServerOfFive()
    expect(await collect(await pagesOf(server, { prefix: 'k3' }))).toMatchObject([{ isOfBucket: false }])
    expect(server.requests).toHaveLength(1)
    const query = new URLSearchParams(server.requests[0]?.split('?')[1])
    expect(Object.fromEntries(query)).toEqual({
      uploads: '',
      'max-uploads': '1000',
      prefix: 'k3',
      'encoding-type': 'url',
    })
  })

  it('cancels the request for the next page if it is not used', async () => {
    const server = await startServerOfFive()
    let isClosed = false
    server.injectFault(after(1, lists), (incoming, outgoing) => {
      incoming.socket.on('close', () => (isClosed = true))
      hang(incoming, outgoing)
    })
    const pages = await pagesOf(server)
    await pages.next()
    await waitFor(() => server.requests.length === 2)
    await pages.return(undefined)
    await waitFor(() => isClosed)
  })

  it('returns the time of the server, and that it lists the whole bucket', async () => {
    const server = await startServerOfFive()
    expect(await (await pagesOf(server)).next()).toMatchObject({
      value: { serverTime: server.clock.now(), isOfBucket: true },
    })
  })

  it('throws the error of the server with the operation and the bucket', async () => {
    const server = await startServerOfFive()
    server.injectFault(lists, respondWithError(404, 'NoSuchBucket'))
    await expect((await pagesOf(server)).next()).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringMatching(/"bkt".*tx-1/) as string,
    })
  })
})

describe('BucketUploads.pages with uploads that are listed twice', () => {
  /** Returns the uploads of pages with these entries, such as `a 1`: key a, upload ID 1. */
  async function listed(...pages: readonly (readonly string[])[]): Promise<string[][]> {
    const server = await startServer()
    const faults = pages.map((targets, index) => {
      const entries = targets.map((target) => entry(target.slice(0, 1), target.slice(2)))
      return page(entries.join(''), { isTruncated: index < pages.length - 1 })
    })
    server.injectFault(lists, faultSequence(...faults))
    return targetsOf(await collect(await pagesOf(server)))
  }

  it('leaves out an upload that is on the same page or on the page before', async () => {
    expect(await listed(['a 1', 'a 1', 'b 1'], ['a 1', 'a 2'])).toEqual([['a 1', 'b 1'], ['a 2']])
  })

  it('keeps an upload that is two pages away', async () => {
    expect(await listed(['a 1', 'b 1'], ['c 1'], ['a 1', 'd 1'])).toEqual([['a 1', 'b 1'], ['c 1'], ['a 1', 'd 1']])
  })

  it('keeps uploads of several keys with the same upload ID', async () => {
    const keys = ['a same', 'b same', 'c same']
    expect(await listed([...keys, ...keys], [...keys, 'd same'])).toEqual([keys, ['d same']])
  })
})

describe('BucketUploads.pages with markers', () => {
  it('sends the key and the upload ID of the last upload', async () => {
    const server = await startServer()
    server.injectFault(
      lists,
      faultSequence(page(entry('a b', '1') + entry('c%20/d', '2'), { isTruncated: true }), page(entry('e', '3'))),
    )
    await collect(await pagesOf(server))
    const queries = server.requests.map((request) => new URLSearchParams(request.split('?')[1]))
    expect(queries.map((query) => [query.get('key-marker'), query.get('upload-id-marker')])).toEqual([
      [null, null],
      ['c%20/d', '2'],
    ])
  })

  it('rejects pages that repeat', async () => {
    const server = await startServer()
    server.injectFault(lists, page(entry('a', '1'), { isTruncated: true }))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('pages that repeat') as string,
    })
    expect(server.requests).toHaveLength(2)
  })

  it('rejects a page with nothing new', async () => {
    const server = await startServer()
    const repeated = entry('a', '1') + entry('b', '2')
    server.injectFault(lists, faultSequence(page(repeated, { isTruncated: true }), page(repeated)))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({
      message: expect.stringContaining('pages that repeat') as string,
    })
  })

  it('ends at a page that has only the upload of the marker', async () => {
    const server = await startServer()
    server.injectFault(lists, faultSequence(page(entry('a', '1'), { isTruncated: true }), page(entry('a', '1'))))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a'])
  })

  it('follows the marker of an empty page that is truncated', async () => {
    const server = await startServer()
    server.injectFault(
      lists,
      faultSequence(page('<NextKeyMarker>k</NextKeyMarker>', { isTruncated: true }), page(entry('z', '1'))),
    )
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['z'])
    expect(server.requests[1]).toContain('key-marker=k&')
  })

  it('requests an ambiguous marker again without encoding-type, since servers encode it or not', async () => {
    const server = await startServer()
    const marked = (marker: string) =>
      page(`<NextKeyMarker>${marker}</NextKeyMarker><EncodingType>url</EncodingType>`, { isTruncated: true })
    server.injectFault(lists, faultSequence(marked('a%2Bb'), marked('a+b'), page(entry('z', '1'))))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['z'])
    expect(server.requests[1]).not.toContain('encoding-type')
    expect(server.requests[2]).toContain('key-marker=a%2Bb&')
  })

  it('does not request a marker again that it does not use', async () => {
    const marker = '<NextKeyMarker>a%2Bb</NextKeyMarker><EncodingType>url</EncodingType>'
    const server = await startServer()
    server.injectFault(lists, faultSequence(page(entry('a', '1') + marker, { isTruncated: true }), page(marker)))
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a'])
    expect(server.requests.filter((request) => !request.includes('encoding-type'))).toEqual([])
  })

  it('rejects a truncated page without uploads', async () => {
    const server = await startServer()
    server.injectFault(lists, page('', { isTruncated: true }))
    await expect(collect(await pagesOf(server))).rejects.toMatchObject({ kind: 'invalid-response' })
  })
})

describe('BucketUploads.pages with malformed entries', () => {
  it.each([
    ['no key', '<Upload><UploadId>1</UploadId></Upload>', { reason: 'no readable key' }],
    ['an empty key', entry('', '1'), { reason: 'no readable key' }],
    ['no upload ID', '<Upload><Key>k</Key></Upload>', { key: 'k', reason: 'no upload ID' }],
    ['an empty upload ID', entry('k', ''), { key: 'k', reason: 'no upload ID' }],
  ])('separates an entry with %s from the uploads', async (_, malformed, expected) => {
    const server = await startServer()
    server.injectFault(lists, page(malformed + entry('a', '1')))
    expect(await collect(await pagesOf(server))).toMatchObject([
      { uploads: [{ key: 'a', uploadId: '1' }], malformedEntries: [expected] },
    ])
  })
})

describe('BucketUploads.pages with keys in an unknown encoding', () => {
  /** Returns the keys of a page, if the same page without `encoding-type` has other keys. */
  async function keysOf(keys: readonly string[], plainKeys: readonly string[]) {
    const server = await startServer()
    const pageWith = (each: readonly string[]) => page(each.map((key, at) => entry(key, `${at}`)).join(''))
    server.injectFault(({ url }) => url?.includes('encoding-type') === true, pageWith(keys))
    server.injectFault(lists, pageWith(plainKeys))
    return keysIn(await collect(await pagesOf(server)))
  }

  it('decodes them if they decode to the plain keys', async () => {
    expect(await keysOf(['a%20b', 'c'], ['a b', 'c'])).toEqual(['a b', 'c'])
  })

  it('keeps them if they are equal to the plain keys', async () => {
    expect(await keysOf(['a%20b', 'c'], ['a%20b', 'c'])).toEqual(['a%20b', 'c'])
  })

  it('decides on the first page that shows the encoding', async () => {
    const server = await startServer({ profile: serverProfiles.rgw, pageSize: 1 })
    const keys = ['a', 'b c', 'd%20e', 'é', 'f+g']
    for (const key of keys) server.add(key)
    expect(keysIn(await collect(await pagesOf(server))).sort()).toEqual(keys.sort())
    expect(server.requests.filter((request) => !request.includes('encoding-type'))).toHaveLength(1)
  })

  it('decides nothing on a page whose keys are the same in all encodings', async () => {
    const server = await startServer({ profile: serverProfiles.plain, pageSize: 1 })
    for (const key of ['a', 'b%20c']) server.add(key)
    expect(keysIn(await collect(await pagesOf(server)))).toEqual(['a', 'b%20c'])
  })

  it.each([
    ['contradict each other', ['a%20b', 'c%20d'], ['a b', 'c%20d']],
    ['are other keys', ['a%20b'], ['x']],
  ])('rejects them if they %s', async (_, keys, plainKeys) => {
    await expect(keysOf(keys, plainKeys)).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('ambiguous encoding') as string,
    })
  })
})
