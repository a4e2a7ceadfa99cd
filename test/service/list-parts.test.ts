import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Progress } from '../../src/core/progress.js'
import { listParts, PartsFetcher, type PartsOptions } from '../../src/service/list-parts.js'
import { after, html, forKey, listsParts, respondWithError, reset, respond } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { contextFor, faultSequence, unabortedSignal } from './context.js'

const target = { key: 'k', uploadId: 'u' }
const NEWEST = '2026-11-02T00:00:00.000Z'

function part(number: number | string, size: number | string, modified = '2026-11-01T00:00:00.000Z'): string {
  return `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><LastModified>${modified}</LastModified></Part>`
}

function page(parts: string, isTruncated: boolean | string = false, uploadId = 'u'): string {
  return `<ListPartsResult><UploadId>${uploadId}</UploadId><IsTruncated>${String(isTruncated)}</IsTruncated>${parts}</ListPartsResult>`
}

/** Lists the parts of an upload on a server that returns these pages, one after another. */
async function listingOf(...pages: readonly string[]) {
  const server = await startServer()
  server.injectFault(listsParts, faultSequence(...pages.map((body) => respond(200, body))))
  const parts = await listParts(target, contextFor(server), unabortedSignal())
  const markers = server.requests.map((request) => /part-number-marker=(\d+)/.exec(request)?.[1])
  return { ...parts, markers }
}

describe('listParts', () => {
  it('adds up all pages, and requests each after the last part of the page before', async () => {
    expect(await listingOf(page(part(1, 5) + part(7, 6, NEWEST), 'True'), page(part(8, 1)))).toEqual({
      count: 3,
      bytes: 12,
      lastModified: Date.parse(NEWEST),
      markers: [undefined, '7'],
    })
  })

  it('returns no time if there are no parts', async () => {
    expect(await listingOf(page(''))).toEqual({ count: 0, bytes: 0, markers: [undefined] })
  })

  it('returns no time if one part has no readable time', async () => {
    const parts = part(1, 5) + part(2, 5, 'yesterday') + part(3, 5)
    expect(await listingOf(page(parts))).toEqual({ count: 3, bytes: 15, markers: [undefined] })
  })

  it.each([
    ['another root', '<ListBucketResult></ListBucketResult>', 'a ListBucketResult document'],
    ['another upload', page('', false, 'other'), 'the parts of another upload'],
    ['no IsTruncated', page('', ''), 'a listing without IsTruncated'],
    ['two IsTruncated', page('<IsTruncated>false</IsTruncated>', true), 'a listing with two IsTruncated elements'],
    ['parts in another element', page(`<Parts>${part(1, 1)}</Parts>`), 'a listing with the unexpected element Part'],
    ['no size', page(part(1, '')), 'a part without a valid Size'],
    ['a negative size', page(part(1, -1)), 'a part without a valid Size'],
    ['a size that is not whole', page(part(1, 1.5)), 'a part without a valid Size'],
    ['no number', page(part('x', 1)), 'a part without a valid PartNumber'],
    ['a truncated page without parts', page('', true), 'pages of parts that repeat'],
    ['HTML', '<html><br></html>', 'an HTML page'],
    ['other XML with unclosed elements', '<a><br></a>', /end tag/],
    ['an empty body', '', /too early/],
  ])('rejects %s', async (_, body, message) => {
    await expect(listingOf(body)).rejects.toMatchObject({
      name: 'InvalidResponseError',
      message: expect.stringMatching(message) as string,
    })
  })

  it('rejects a page that is returned twice', async () => {
    const same = page(part(1, 5), true)
    await expect(listingOf(same, same)).rejects.toMatchObject({
      name: 'InvalidResponseError',
      message: 'pages of parts that repeat',
    })
  })

  it('sends a request again if the connection is reset', async () => {
    const server = await startServer()
    server.injectFault(listsParts, faultSequence(reset, respond(503), respond(200, page(part(1, 5)))))
    expect(await listParts(target, contextFor(server), unabortedSignal())).toMatchObject({ bytes: 5 })
    expect(server.requests).toHaveLength(3)
  })

  it('refuses a target that names no upload', async () => {
    const server = await startServer()
    const refused = listParts({ key: '', uploadId: 'u' }, contextFor(server), unabortedSignal())
    await expect(refused).rejects.toThrow(TypeError)
    expect(server.requests).toEqual([])
  })
})

describe('PartsFetcher', () => {
  /** Starts a server with 100 uploads of one part, and a fetcher for them. */
  async function startFetcher(changes: Partial<PartsOptions> = {}) {
    const server = await startServer()
    const uploads = Array.from({ length: 100 }, (_, index) => {
      const key = `k${index}`
      return { key, uploadId: server.addWithParts(key, [index]) }
    })
    const progress = new Progress()
    const fetcher = new PartsFetcher(contextFor(server), { progress, signal: unabortedSignal(), ...changes })
    return { server, uploads, progress, fetcher }
  }

  const sizesOf = (uploads: Awaited<ReturnType<PartsFetcher['addParts']>>) =>
    uploads.map(({ parts }) => (typeof parts === 'object' ? parts.bytes : parts))

  it('adds parts to all uploads, in their order', async () => {
    const { uploads, progress, fetcher } = await startFetcher()
    expect(sizesOf(await fetcher.addParts(uploads))).toEqual(uploads.map((_, index) => index))
    expect({ failure: fetcher.failure, partsListed: progress.partsListed }).toEqual({
      failure: undefined,
      partsListed: 100,
    })
  })

  it('returns unknown parts for an upload whose parts cannot be listed', async () => {
    const { server, uploads, fetcher } = await startFetcher()
    server.injectFault(forKey('/k50?'), html(200))
    const sizes = sizesOf(await fetcher.addParts(uploads))
    expect(sizes).toEqual(uploads.map((_, index) => (index === 50 ? 'unknown' : index)))
    expect(fetcher.failure).toMatchObject({ kind: 'invalid-response' })
  })

  it('throws an error that is not a failed request', async () => {
    const { server, fetcher } = await startFetcher()
    await expect(fetcher.addParts([{ key: '', uploadId: 'u' }])).rejects.toThrow('without a key')
    expect(server.requests).toEqual([])
  })

  it('leaves out the uploads that are gone, unless all of them are', async () => {
    const { server, uploads, fetcher } = await startFetcher()
    const [gone, ...others] = await fetcher.addParts([{ key: 'k0', uploadId: 'gone' }, ...uploads])
    expect(gone).toMatchObject({ parts: 'unknown' })
    expect(fetcher.withoutGone([...(gone ? [gone] : []), ...others])).toEqual(others)
    expect(fetcher.failure).toBeUndefined()
    const { fetcher: another } = await startFetcher()
    const targets = uploads.slice(0, 2).map(({ key }) => ({ key, uploadId: 'gone' }))
    expect(another.withoutGone(await another.addParts(targets))).toHaveLength(2)
    server.injectFault(listsParts, respondWithError(404, 'NoSuchBucket'))
    await fetcher.addParts(uploads.slice(0, 1))
    expect(fetcher.failure).toMatchObject({ kind: 'not-found' })
  })

  it('returns unknown parts if its signal fires', async () => {
    const stop = new AbortController()
    const { server, uploads, fetcher } = await startFetcher({ signal: stop.signal, timeLimit: 60_000 })
    server.injectFault(listsParts, () => stop.abort())
    expect(sizesOf(await fetcher.addParts(uploads.slice(0, 1)))).toEqual(['unknown'])
  })

  it('requests nothing after its time limit, and leaves the uploads as they are', async () => {
    const { server, uploads, progress, fetcher } = await startFetcher({ timeLimit: 0 })
    await setTimeout(5)
    expect(await fetcher.addParts(uploads)).toEqual(uploads)
    expect({ requests: server.requests, partsListed: progress.partsListed }).toEqual({ requests: [], partsListed: 0 })
  })

  it('keeps the first failure', async () => {
    const { server, uploads, fetcher } = await startFetcher()
    server.injectFault(forKey('/k0?'), respondWithError(403, 'AccessDenied'))
    await fetcher.addParts(uploads.slice(0, 1))
    server.injectFault(forKey('/k1?'), html(200))
    await fetcher.addParts(uploads.slice(0, 2))
    expect(fetcher.failure).toMatchObject({ kind: 'access-denied', code: 'AccessDenied' })
  })

  it.each([
    ['five failures', 5, {}],
    ['one failure under a time limit', 1, { timeLimit: 60_000 }],
  ])('requests no more parts after %s without a success', async (_, requests, options) => {
    const { server, uploads, fetcher } = await startFetcher(options)
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    for (const upload of uploads.slice(0, 7)) expect(sizesOf(await fetcher.addParts([upload]))).toEqual(['unknown'])
    expect(server.requests).toHaveLength(requests)
  })

  it('continues after failures if there was a success', async () => {
    const { server, uploads, fetcher } = await startFetcher()
    server.injectFault(after(1, listsParts), respondWithError(403, 'AccessDenied'))
    await fetcher.addParts(uploads)
    expect(server.requests).toHaveLength(100)
  })
})
