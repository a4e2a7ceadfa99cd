import { setMaxListeners } from 'node:events'
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { withSignal } from '../../src/s3/s3-client.js'
import { type Condition, respondWithError } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'
import { clientFor } from './client.js'

/** Creates a client whose credentials have the next of these access keys each time that they are fetched. */
function clientWith(server: TestServer, accessKeys: readonly string[]) {
  const fetched: string[] = []
  const provider = () => {
    const accessKeyId = accessKeys[fetched.length] ?? accessKeys.at(-1) ?? ''
    fetched.push(accessKeyId)
    return Promise.resolve({ accessKeyId, secretAccessKey: 'secret' })
  }
  const client = clientFor(server, { provider })
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  const send = () => client.send(withSignal(new ListMultipartUploadsCommand({ Bucket: 'bkt' }), signal))
  return { fetched, send }
}

const signedWith =
  (accessKey: string): Condition =>
  ({ headers }) =>
    headers.authorization?.includes(`Credential=${accessKey}/`) === true

describe('signingMiddleware with expired credentials', () => {
  it('F36 fetches new credentials once if 20 requests in flight are rejected', async () => {
    const server = await startServer()
    server.injectFault(signedWith('old'), respondWithError(400, 'ExpiredToken'))
    const { fetched, send } = clientWith(server, ['old', 'new'])
    const outputs = await Promise.all(Array.from({ length: 20 }, send))
    expect(outputs.map(({ $metadata }) => $metadata.httpStatusCode)).toEqual(Array(20).fill(200))
    expect(fetched).toEqual(['old', 'new'])
    await send()
    expect(fetched).toEqual(['old', 'new'])
  })

  it.each([
    [400, 'ExpiredToken'],
    [403, 'ExpiredTokenException'],
    [400, 'TokenRefreshRequired'],
  ])('F36 sends the request again after %i %s', async (status, code) => {
    const server = await startServer()
    server.injectFault(signedWith('old'), respondWithError(status, code))
    const { fetched, send } = clientWith(server, ['old', 'new'])
    expect(await send()).toMatchObject({ Uploads: [] })
    expect({ fetched, sent: server.requests.length }).toEqual({ fetched: ['old', 'new'], sent: 2 })
  })

  it('F36 rejects after one request if the provider returns the same credentials', async () => {
    const server = await startServer()
    server.injectFault(signedWith('old'), respondWithError(400, 'ExpiredToken'))
    const { fetched, send } = clientWith(server, ['old'])
    await expect(send()).rejects.toMatchObject({ name: 'ExpiredToken' })
    expect({ fetched, sent: server.requests.length }).toEqual({ fetched: ['old', 'old'], sent: 1 })
  })

  it('F36 rejects after two requests if the new credentials have expired too', async () => {
    const server = await startServer()
    server.injectFault(() => true, respondWithError(400, 'ExpiredToken'))
    const { fetched, send } = clientWith(server, ['old', 'new'])
    await expect(send()).rejects.toMatchObject({ name: 'ExpiredToken' })
    expect({ fetched, sent: server.requests.length }).toEqual({ fetched: ['old', 'new'], sent: 2 })
  })

  it('does not fetch credentials again after another error', async () => {
    const server = await startServer()
    server.injectFault(() => true, respondWithError(403, 'AccessDenied'))
    const { fetched, send } = clientWith(server, ['old', 'new'])
    await expect(send()).rejects.toMatchObject({ name: 'AccessDenied' })
    expect({ fetched, sent: server.requests.length }).toEqual({ fetched: ['old'], sent: 1 })
  })
})
