import { setMaxListeners } from 'node:events'
import { expect, it } from 'vitest'
import { SignedRequests } from '../../../src/s3/requests/signed-requests.js'
import { resolveConnection } from '../../../src/s3/setup/connection.js'
import { Credentials } from '../../../src/s3/setup/credentials.js'
import { Signer } from '../../../src/s3/requests/signing.js'
import { Wire } from '../../../src/s3/requests/wire.js'
import { refuse } from '../../support/faults.js'
import { startRealTimeStore, type TestStore } from '../../support/store.js'

const limits = { connect: 10_000, idle: 10_000, whole: 10_000, bodyBytes: 1000 }
const listing = { method: 'GET', query: { uploads: '' } } as const

/** Requests signed with credentials that have another access key each time that they are fetched. */
async function requestsTo(store: TestStore, accessKeys: string[]) {
  const fetched: string[] = []
  const provider = () => {
    fetched.push(accessKeys[fetched.length] ?? accessKeys.at(-1) ?? '')
    return Promise.resolve({ accessKeyId: fetched.at(-1) ?? '', secretAccessKey: 'x' })
  }
  const requests = new SignedRequests('bkt', {
    connection: await resolveConnection({}, store.environment),
    credentials: new Credentials('a test', provider, store.clock.now),
    signer: new Signer('r'),
    wire: new Wire(limits, () => undefined),
    clock: store.clock,
  })
  return { fetched, requests }
}

const signedWith =
  (accessKey: string) =>
  ({ headers }: { headers: { authorization?: string | undefined } }) =>
    headers.authorization?.includes(`Credential=${accessKey}/`) === true

it('F36 credentials that expire in the middle are fetched once, and the run goes on', async () => {
  const store = await startRealTimeStore()
  store.meet(signedWith('old'), refuse(400, 'ExpiredToken'))
  const { fetched, requests } = await requestsTo(store, ['old', 'new'])
  const signal = new AbortController().signal
  setMaxListeners(0, signal)
  const answers = await Promise.all(Array.from({ length: 20 }, () => requests.send(listing, signal)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(fetched).toEqual(['old', 'new'])
})

it('F36 credentials that have no successor are refused for good', async () => {
  const store = await startRealTimeStore()
  store.meet(signedWith('old'), refuse(400, 'ExpiredToken'))
  const { requests } = await requestsTo(store, ['old'])
  await expect(requests.send(listing, new AbortController().signal)).rejects.toMatchObject({
    reason: { code: 'ExpiredToken' },
  })
  expect(store.requests).toHaveLength(1)
})

it('F36 credentials that are refused as expired, the new ones too, are no reason to ask for ever', async () => {
  const store = await startRealTimeStore()
  store.meet(() => true, refuse(400, 'ExpiredToken'))
  const { fetched, requests } = await requestsTo(store, ['old', 'new'])
  await expect(requests.send(listing, new AbortController().signal)).rejects.toMatchObject({
    reason: { code: 'ExpiredToken' },
  })
  expect(fetched).toEqual(['old', 'new'])
  expect(store.requests).toHaveLength(2)
})
