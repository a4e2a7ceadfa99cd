import type { IncomingMessage } from 'node:http'
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { first, respondWithError, respond } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'
import { signerOf } from '../support/signature.js'
import { key } from './arbitraries.js'
import { clientFor, REGION, testCredentials } from './client.js'

const DAY = 86_400_000

type Recorded = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Records all requests of a server. */
function record(server: TestServer): Recorded[] {
  const requests: Recorded[] = []
  server.observe((incoming) => requests.push(incoming))
  return requests
}

const list = (client: S3Client) => client.send(new ListMultipartUploadsCommand({ Bucket: 'bkt' }))
const datesOf = (requests: readonly Recorded[]) => requests.map(({ headers }) => headers['x-amz-date'])
const scopeOf = ({ headers }: Recorded) => /Credential=([^,]*)/.exec(headers.authorization ?? '')?.[1]

describe('signingMiddleware', () => {
  it('signs with the time of the clock, the region and the credentials', async () => {
    const server = await startServer()
    const requests = record(server)
    await list(clientFor(server))
    expect(datesOf(requests)).toEqual(['20261122T120000Z'])
    expect(requests.map(scopeOf)).toEqual([`test/20261122/${REGION}/s3/aws4_request`])
    for (const request of requests) expect(await signerOf(request, { test: 'secret' })).toBe('test')
  })

  it('sends no session token if the credentials have none', async () => {
    const server = await startServer()
    const requests = record(server)
    await list(clientFor(server))
    expect(requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual([undefined])
  })

  it('sends and signs the session token', async () => {
    const server = await startServer()
    const requests = record(server)
    const provider = async () => ({ ...(await testCredentials()), sessionToken: 'token' })
    await list(clientFor(server, { provider }))
    expect(requests).toMatchObject([
      {
        headers: {
          'x-amz-security-token': 'token',
          authorization: expect.stringContaining('x-amz-security-token') as string,
        },
      },
    ])
  })

  it('signs with a new key on the next day', async () => {
    const server = await startServer()
    const requests = record(server)
    const client = clientFor(server)
    await list(client)
    await server.clock.sleep(DAY, new AbortController().signal)
    await list(client)
    expect(requests.map(scopeOf)).toEqual([
      `test/20261122/${REGION}/s3/aws4_request`,
      `test/20261123/${REGION}/s3/aws4_request`,
    ])
    for (const request of requests) expect(await signerOf(request, { test: 'secret' })).toBe('test')
  })

  it('signs with the new secret if credentials with the same access key have changed', async () => {
    const server = await startServer()
    const requests = record(server)
    const secrets = ['one', 'two']
    const provider = () =>
      Promise.resolve({
        accessKeyId: 'test',
        secretAccessKey: secrets.shift() ?? '',
        expiration: new Date(server.clock.now() + 360_000),
      })
    const client = clientFor(server, { provider })
    await list(client)
    await server.clock.sleep(120_000, new AbortController().signal)
    await list(client)
    const signers = requests.map((request, index) => signerOf(request, { test: index === 0 ? 'one' : 'two' }))
    expect(await Promise.all(signers)).toEqual(['test', 'test'])
  })

  it('aborts the upload with exactly this key, with a valid signature', async () => {
    const server = await startServer()
    const requests = record(server)
    const client = clientFor(server)
    await fc.assert(
      fc.asyncProperty(key, async (each) => {
        const UploadId = server.add(each)
        await client.send(new AbortMultipartUploadCommand({ Bucket: 'bkt', Key: each, UploadId }))
        expect(server.left).toBe(0)
        const request = requests.splice(0).at(-1)
        expect(request && (await signerOf(request, { test: 'secret' }))).toBe('test')
      }),
      {
        numRuns: 300,
        examples: ['.', '..', '/', '//', '/a', 'a/', 'a/../b', '%2F', '+', ' ', '?uploadId=x', '#', 'é'].map((each) => [
          each,
        ]),
      },
    )
  })
})

describe('signingMiddleware with a clock that is wrong', () => {
  /** Starts a server whose clock is ahead of the client, and that rejects requests of another day. */
  async function startAhead() {
    const server = await startServer()
    const serverTime = server.clock.now() + 3 * DAY
    const date = new Date(serverTime).toUTCString()
    const isSkewed = ({ headers }: Recorded) => headers['x-amz-date'] !== '20261125T120000Z'
    return { server, date, isSkewed }
  }

  it('corrects it once by the Date header of RequestTimeTooSkewed', async () => {
    const { server, date, isSkewed } = await startAhead()
    const requests = record(server)
    server.injectFault(isSkewed, respondWithError(403, 'RequestTimeTooSkewed', { date }))
    const client = clientFor(server)
    for (let sent = 0; sent < 3; sent++) expect(await list(client)).toMatchObject({ Uploads: [] })
    const right = '20261125T120000Z'
    expect(datesOf(requests)).toEqual(['20261122T120000Z', right, right, right])
  })

  it('corrects it for all requests in flight', async () => {
    const { server, date, isSkewed } = await startAhead()
    server.injectFault(isSkewed, respondWithError(403, 'RequestTimeTooSkewed', { date }))
    const client = clientFor(server)
    const outputs = await Promise.all(Array.from({ length: 20 }, () => list(client)))
    expect(outputs).toHaveLength(20)
    expect(server.requests.length).toBeLessThanOrEqual(40)
  })

  it('rejects if the corrected time is rejected too', async () => {
    const { server, date } = await startAhead()
    server.injectFault(() => true, respondWithError(403, 'RequestTimeTooSkewed', { date }))
    await expect(list(clientFor(server))).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
    expect(server.requests).toHaveLength(2)
  })

  it.each([
    ['', 'no time'],
    ['2026-11-25 12:00:00', 'a time in another form'],
  ])('rejects if the Date header is "%s", %s', async (date) => {
    const { server } = await startAhead()
    server.injectFault(() => true, respondWithError(403, 'RequestTimeTooSkewed', { date }))
    await expect(list(clientFor(server))).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
    expect(server.requests).toHaveLength(1)
  })

  it('does not correct it after another error', async () => {
    const { server, date } = await startAhead()
    const requests = record(server)
    server.injectFault(
      first(1, () => true),
      respond(503, '', { date }),
    )
    const client = clientFor(server)
    await expect(list(client)).rejects.toMatchObject({ name: 'HTTP 503' })
    await list(client)
    expect(datesOf(requests)).toEqual(['20261122T120000Z', '20261122T120000Z'])
  })
})
