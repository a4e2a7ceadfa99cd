import { expect, it } from 'vitest'
import type { Page } from '../../../src/core/upload.js'
import { connect } from '../../../src/s3/store.js'
import { after, hang, html, lists } from '../../support/faults.js'
import { until } from '../../support/process.js'
import { startStore, type TestStore } from '../../support/store.js'

/** The pages of a bucket of five uploads, two on a page. */
async function pagesOf(store: TestStore): Promise<AsyncGenerator<Page>> {
  const { bucket } = await connect({}, { environment: store.environment, clock: store.clock })
  return bucket('bkt').list({}, new AbortController().signal)
}

async function startStoreOfFive(): Promise<TestStore> {
  const store = await startStore({ pageSize: 2 })
  store.addMany(5)
  return store
}

it('asks for one page ahead, and no more, while a page is in use', async () => {
  const store = await startStoreOfFive()
  const pages = await pagesOf(store)
  await pages.next()
  await until(() => store.requests.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(store.requests).toHaveLength(2)
})

it('gives a page before it tells that the next one is not to be had', async () => {
  const store = await startStoreOfFive()
  store.meet(after(1, lists), html(200))
  const pages = await pagesOf(store)
  expect(await pages.next()).toMatchObject({ value: { uploads: [{ key: 'k0' }, { key: 'k1' }] } })
  await until(() => store.requests.length === 2)
  await expect(pages.next()).rejects.toThrow(/it is a web page/)
})

it('leaves the page that it asked for when nobody wants it any more', async () => {
  const store = await startStoreOfFive()
  let isLeft = false
  store.meet(after(1, lists), (incoming, outgoing) => {
    incoming.socket.on('close', () => (isLeft = true))
    hang(incoming, outgoing)
  })
  const pages = await pagesOf(store)
  await pages.next()
  await until(() => store.requests.length === 2)
  await pages.return(undefined)
  await until(() => isLeft)
})
