import { describe, expect, it } from 'vitest'
import type { Fault } from '../support/faults.js'
import { entry, lists, page } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

interface Manner {
  readonly pageSize: number
  /** Value of IsTruncated, if uploads follow or not. */
  readonly isTruncated: (follows: boolean, count: number) => boolean
  /** Returns an empty page if the upload of the marker is gone. */
  readonly needsMarker?: boolean
}

/** Lists the uploads of the store by key, each upload ID after the other. */
function listing(store: TestStore, { pageSize, isTruncated, needsMarker = false }: Manner): Fault {
  return (incoming, outgoing) => {
    const marker = new URL(incoming.url ?? '', 'http://x').searchParams.get('key-marker') ?? ''
    const uploads = [...store.bucket.uploads.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
    const isLost = needsMarker && marker !== '' && !uploads.some(({ key }) => key === marker)
    const rest = isLost ? [] : uploads.filter(({ key }) => key > marker)
    const shown = rest.slice(0, pageSize)
    const entries = shown.map(({ key, uploadId }) => entry(key, uploadId)).join('')
    const truncated = isTruncated(rest.length > shown.length, shown.length)
    page(`<MaxUploads>${pageSize}</MaxUploads>${entries}`, { isTruncated: truncated })(incoming, outgoing)
  }
}

async function startStoreLike(manner: Manner): Promise<TestStore> {
  const store = await startStore()
  store.injectFault(lists, listing(store, manner))
  store.addMany(7)
  return store
}

const count = (stdout: string) => stdout.split('\n').length - 1

describe('a server that always returns IsTruncated false', () => {
  it('F82 is listed and aborted completely', async () => {
    const store = await startStoreLike({ pageSize: 3, isTruncated: () => false })
    const { code, stdout } = await store.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout) }).toEqual({ code: 0, count: 7 })
    expect(await store.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect(store.left).toBe(0)
  })
})

describe('a server that returns IsTruncated true once too often', () => {
  it('F83 is listed, aborted and verified completely', async () => {
    const store = await startStoreLike({ pageSize: 7, isTruncated: (_, count) => count > 0 })
    const { code, stdout } = await store.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout) }).toEqual({ code: 0, count: 7 })
    expect(await store.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect(await store.run('verify --bucket bkt')).toMatchObject({ code: 0 })
  })
})

describe('a server that returns an empty page if the upload of the marker is gone', () => {
  it('F83 is listed completely if that upload is completed meanwhile', async () => {
    const store = await startStore()
    store.addMany(7)
    const respond = listing(store, { pageSize: 3, isTruncated: (follows) => follows, needsMarker: true })
    store.injectFault(lists, (incoming, outgoing) => {
      const completed = [...store.bucket.uploads.values()].find(({ key }) => key === 'k2')
      if (completed && incoming.url?.includes('key-marker=k2')) store.bucket.uploads.delete(completed.uploadId)
      respond(incoming, outgoing)
    })
    const { code, stdout } = await store.run('list --bucket bkt -o tsv')
    expect({ code, count: count(stdout), left: store.left }).toEqual({ code: 0, count: 7, left: 6 })
  })
})
