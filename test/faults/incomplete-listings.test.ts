import { describe, expect, it } from 'vitest'
import { entry, type Fault, lists, page } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

interface PagingProfile {
  readonly pageSize: number
  /** Value of IsTruncated, if uploads follow or not. */
  readonly isTruncated: (follows: boolean, count: number) => boolean
  /** Returns an empty page if the upload of the marker is gone. */
  readonly needsMarker?: boolean
}

/** Returns a fault that lists the uploads by key, with the pages of a profile. */
function listing(server: TestServer, { pageSize, isTruncated, needsMarker = false }: PagingProfile): Fault {
  return (incoming, outgoing) => {
    const marker = new URL(incoming.url ?? '', 'http://x').searchParams.get('key-marker') ?? ''
    const uploads = [...server.bucket.uploads.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
    const isLost = needsMarker && marker !== '' && !uploads.some(({ key }) => key === marker)
    const rest = isLost ? [] : uploads.filter(({ key }) => key > marker)
    const shown = rest.slice(0, pageSize)
    const entries = shown.map(({ key, uploadId }) => entry(key, uploadId)).join('')
    const truncated = isTruncated(rest.length > shown.length, shown.length)
    page(`<MaxUploads>${pageSize}</MaxUploads>${entries}`, { isTruncated: truncated })(incoming, outgoing)
  }
}

async function startServerLike(profile: PagingProfile): Promise<TestServer> {
  const server = await startServer()
  server.injectFault(lists, listing(server, profile))
  server.addMany(7)
  return server
}

const count = (stdout: string) => stdout.split('\n').length - 1

describe('a server that always returns IsTruncated false', () => {
  it('F82 is listed and aborted completely', async () => {
    const server = await startServerLike({ pageSize: 3, isTruncated: () => false })
    const { code, stdout } = await server.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout) }).toEqual({ code: 0, count: 7 })
    expect(await server.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
  })
})

describe('a server that returns IsTruncated true once too often', () => {
  it('F83 is listed, aborted and verified completely', async () => {
    const server = await startServerLike({ pageSize: 7, isTruncated: (_, count) => count > 0 })
    const { code, stdout } = await server.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout) }).toEqual({ code: 0, count: 7 })
    expect(await server.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect(await server.run('verify --bucket bkt')).toMatchObject({ code: 0 })
  })
})

describe('a server that returns an empty page if the upload of the marker is gone', () => {
  it('F83 is listed completely if that upload is completed during the listing', async () => {
    const server = await startServer()
    server.addMany(7)
    const respond = listing(server, { pageSize: 3, isTruncated: (follows) => follows, needsMarker: true })
    server.injectFault(lists, (incoming, outgoing) => {
      const completed = [...server.bucket.uploads.values()].find(({ key }) => key === 'k2')
      if (completed && incoming.url?.includes('key-marker=k2')) server.bucket.uploads.delete(completed.uploadId)
      respond(incoming, outgoing)
    })
    const { code, stdout } = await server.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout), left: server.left }).toEqual({ code: 0, count: 7, left: 6 })
  })
})
