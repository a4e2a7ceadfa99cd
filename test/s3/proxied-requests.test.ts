import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Connections } from '../../src/s3/connections.js'
import { respond } from '../support/faults.js'
import { startProxy } from '../support/proxy.js'
import { startServer } from '../support/server.js'
import { startTlsServer } from '../support/tls-server.js'
import { requestTo, sendTo } from './exchange.js'

describe('S3RequestHandler behind a proxy', () => {
  it('sends an http request through it', async () => {
    const [server, proxy] = [await startServer(), await startProxy()]
    server.injectFault(() => true, respond(200, 'text'))
    expect(await sendTo(server.endpoint, { proxy: proxy.url })).toMatchObject({ status: 200 })
    expect(proxy.requests).toEqual([`GET ${server.endpoint}/`])
  })

  it('rejects with a ProxyError if it requires a password', async () => {
    const [server, proxy] = [await startServer(), await startProxy({ password: 'me:secret' })]
    await expect(sendTo(server.endpoint, { proxy: proxy.url })).rejects.toMatchObject({
      name: 'NetworkError',
      status: 407,
    })
    expect(server.requests).toEqual([])
  })

  it('returns a 407 of a server without a proxy', async () => {
    const server = await startServer()
    server.injectFault(() => true, respond(407))
    expect(await sendTo(server.endpoint)).toMatchObject({ status: 407 })
  })
})

describe('S3RequestHandler behind a proxy, with TLS', () => {
  // The certificates of the tests are trusted only by spawned processes, see `trustingEnvironment`.
  beforeEach(() => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    return () => {
      vi.unstubAllEnvs()
      vi.restoreAllMocks()
    }
  })

  it.each([200, 407])('sends a request through a tunnel, and returns a %i of the server', async (status) => {
    const endpoint = await startTlsServer('good', (_, outgoing) => outgoing.writeHead(status).end('text'))
    const proxy = await startProxy()
    expect(await sendTo(endpoint, { proxy: proxy.url })).toMatchObject({ status })
    expect(proxy.requests).toEqual([`CONNECT ${new URL(endpoint).host}`])
  })

  it.each([403, 407, 502])('rejects with a ProxyError if it refuses to connect with %i', async (status) => {
    let isReached = false
    const endpoint = await startTlsServer('good', () => (isReached = true))
    const proxy = await startProxy({ refuse: status })
    await expect(sendTo(endpoint, { proxy: proxy.url })).rejects.toMatchObject({ name: 'NetworkError', status })
    expect(isReached).toBe(false)
  })
})

describe('Connections.open', () => {
  it('throws if the tunnel is not ready, because the request would go around the proxy', () => {
    const request = requestTo('https://localhost:1', { proxy: 'http://localhost:2' })
    expect(() => new Connections().open(request)).toThrow('around the proxy')
  })
})
