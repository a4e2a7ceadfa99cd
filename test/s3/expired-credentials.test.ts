import { setMaxListeners } from 'node:events'
import { expect, it } from 'vitest'
import { BucketRequests } from '../../src/s3/bucket-requests.js'
import { resolveConnection } from '../../src/s3/connection.js'
import { Credentials } from '../../src/s3/credentials.js'
import { signerFor } from '../../src/s3/signing.js'
import { createClient } from '../../src/s3/client.js'
import { Wire } from '../../src/s3/wire.js'
import { refuse } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

const limits = { connect: 1000, idle: 1000, whole: 1000, bodyBytes: 1000 }
const listing = { method: 'GET', query: { uploads: '' } } as const

/** Requests signed with credentials of which `generation` have been fetched, each with an access key of its own. */
function requestsTo(store: TestStore, accessKeys: string[]) {
  const fetched: string[] = []
  const connection = resolveConnection({}, store.environment)
  const { config } = createClient(connection, store.environment)
  const credentials = new Credentials('a test', (options) => {
    if (fetched.length === 0 || options?.forceRefresh)
      fetched.push(accessKeys[fetched.length] ?? accessKeys.at(-1) ?? '')
    return Promise.resolve({ accessKeyId: fetched.at(-1) ?? '', secretAccessKey: 'x' })
  })
  const sign = signerFor('r', config.sha256)
  const wire = new Wire(limits, () => undefined)
  return {
    fetched,
    requests: new BucketRequests('bkt', { connection, credentials, sign, wire, clock: store.clock }),
  }
}

const signedWith =
  (accessKey: string) =>
  ({ headers }: { headers: { authorization?: string | undefined } }) =>
    headers.authorization?.includes(`Credential=${accessKey}/`) === true

it('F36 credentials that expire in the middle are fetched once, and the run goes on', async () => {
  const store = await startStore()
  store.meet(signedWith('old'), refuse(400, 'ExpiredToken'))
  const { fetched, requests } = requestsTo(store, ['old', 'new'])
  const signal = new AbortController().signal
  setMaxListeners(0, signal)
  const answers = await Promise.all(Array.from({ length: 20 }, () => requests.send(listing, signal)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(fetched).toEqual(['old', 'new'])
})

it('F36 credentials that have no successor are refused for good', async () => {
  const store = await startStore()
  store.meet(signedWith('old'), refuse(400, 'ExpiredToken'))
  const { requests } = requestsTo(store, ['old'])
  await expect(requests.send(listing, new AbortController().signal)).rejects.toMatchObject({
    reason: { code: 'ExpiredToken' },
  })
  expect(store.requests).toHaveLength(1)
})
