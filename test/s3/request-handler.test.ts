import { setMaxListeners } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { HttpRequest } from '@smithy/core/transport'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { drip, hang, lists, reset, respond, stall } from '../support/faults.js'
import { waitFor } from '../support/process.js'
import { startServer } from '../support/server.js'
import { startTlsServer } from '../support/tls-server.js'
import { createHandler, exchangeWith, requestTo, sendTo, startTcp } from './exchange.js'

const CANCELED = { name: 'NetworkError', code: 'ECANCELED' }

describe('S3RequestHandler', () => {
  it('returns a response with any status', async () => {
    expect(await exchangeWith(respond(418, 'tea', { 'x-pot': 'short' }))).toMatchObject({
      status: 418,
      headers: { 'x-pot': 'short' },
      bytes: Buffer.from('tea'),
    })
  })

  it('does not follow a redirect', async () => {
    const target = await startServer()
    const redirect = respond(307, '', { location: `${target.endpoint}/bkt?uploads=` })
    expect(await exchangeWith(redirect)).toMatchObject({ status: 307 })
    expect(target.requests).toEqual([])
  })

  it.each(['/a/../b', '/a//b', '/./a', '/a%2F..%2Fb', '//', '/%25%20+'])(
    'sends the path %s unchanged',
    async (path) => {
      const server = await startServer()
      await sendTo(server.endpoint, { path, query: { uploadId: 'a b+c&d' } })
      expect(server.requests).toEqual([`GET ${path}?uploadId=a%20b%2Bc%26d`])
    },
  )

  it('sends no question mark without a query', async () => {
    const server = await startServer()
    await sendTo(server.endpoint)
    expect(server.requests).toEqual(['GET /'])
  })

  it('resolves a name under localhost to the loopback', async () => {
    const server = await startServer()
    const { port } = new URL(server.endpoint)
    expect(await sendTo(`http://bkt.localhost:${port}`, { query: { uploads: '' } })).toMatchObject({
      headers: { date: expect.any(String) as string },
    })
    expect(server.requests).toEqual(['GET /?uploads='])
  })

  it('logs one line per request, without headers', async () => {
    const lines: string[] = []
    const log = (line: string) => lines.push(line)
    const query = { uploads: '' }
    await exchangeWith(respond(404), { log, query })
    await exchangeWith(reset, { log, query }).catch(() => undefined)
    expect(lines).toEqual([
      expect.stringMatching(/^GET http:\/\/localhost:\d+\/\?uploads= 404 after \d+ ms$/),
      expect.stringMatching(/^GET http:\/\/localhost:\d+\/\?uploads= .*(ECONNRESET|hang up) after \d+ ms$/),
    ])
  })

  it('sends nothing to an https server whose certificate is not trusted', async () => {
    const requests: unknown[] = []
    const endpoint = await startTlsServer('self-signed', (request) => requests.push(request))
    await expect(sendTo(endpoint)).rejects.toMatchObject({ name: 'NetworkError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(requests).toEqual([])
  })

  it('rejects with the code of the connection if no server listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await new Promise((resolve) => server.close(resolve))
    await expect(sendTo(`http://127.0.0.1:${port ?? 0}`)).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'ECONNREFUSED',
    })
  })
})

describe('S3RequestHandler with a time limit', () => {
  it.each([
    ['never starts', hang],
    ['stops after its head', stall],
    ['never ends', drip],
  ])('rejects with ETIMEDOUT if a response %s', async (_, fault) => {
    await expect(exchangeWith(fault, { timeout: 1_000 })).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'ETIMEDOUT',
      message: 'No complete response within 1s',
    })
  })

  it('rejects with ETIMEDOUT if there is no connection within 10 s', async () => {
    const endpoint = await startTcp(() => undefined)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const sent = sendTo(endpoint, { timeout: 60_000 })
    // The request has a socket after this, which is not connected yet.
    await new Promise<void>((resolve) => process.nextTick(resolve))
    vi.advanceTimersByTime(10_000)
    await expect(sent).rejects.toMatchObject({ code: 'ETIMEDOUT', message: 'No connection within 10s' })
  })

  it('accepts a limit that is longer than the longest timer of Node', async () => {
    expect(await exchangeWith(respond(200, 'x'), { timeout: 2 ** 40 })).toMatchObject({ status: 200 })
  })
})

describe('S3RequestHandler with a signal', () => {
  it.each([
    ['before the response', hang],
    ['during the response', stall],
  ])('rejects with ECANCELED if it fires %s', async (_, fault) => {
    await expect(exchangeWith(fault, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject(CANCELED)
  })

  it('sends nothing if it has fired', async () => {
    const server = await startServer()
    const canceled = sendTo(server.endpoint, { signal: AbortSignal.abort() })
    await expect(canceled).rejects.toMatchObject(CANCELED)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.requests).toEqual([])
  })

  it('cancels all requests in flight, but none with another signal', async () => {
    const server = await startServer()
    server.injectFault(lists, hang)
    const handler = createHandler()
    const [one, other] = [new AbortController(), new AbortController()]
    setMaxListeners(0, one.signal)
    const send = ({ signal }: AbortController) =>
      handler.handle(requestTo(server.endpoint, { query: { uploads: '' }, signal }))
    const canceled = Promise.allSettled(Array.from({ length: 20 }, () => send(one)))
    let isSettled = false
    const waiting = send(other).finally(() => (isSettled = true))
    await waitFor(() => server.requests.length === 21)
    one.abort()
    for (const result of await canceled) expect(result).toMatchObject({ status: 'rejected', reason: CANCELED })
    expect(isSettled).toBe(false)
    other.abort()
    await expect(waiting).rejects.toMatchObject(CANCELED)
  })
})

describe('S3RequestHandler with a safety check', () => {
  it('refuses a request that is not signed', async () => {
    const server = await startServer()
    const { protocol, hostname, port } = new URL(server.endpoint)
    const request = new HttpRequest({ method: 'GET', protocol, hostname, port: Number(port), path: '/' })
    await expect(createHandler().handle(request)).rejects.toThrow(/not signed/)
    expect(server.requests).toEqual([])
  })

  it.each([
    ['/k', {}],
    ['/k', { uploadId: '' }],
    ['/', { uploadId: '1' }],
  ])('refuses DELETE %s with %j', async (path, query) => {
    const server = await startServer()
    const refused = sendTo(server.endpoint, { method: 'DELETE', path, query })
    await expect(refused).rejects.toThrow(/refused to send DELETE/)
    expect(server.requests).toEqual([])
  })

  it('refuses a request to another address than its endpoint', async () => {
    const [server, other] = [await startServer(), await startServer()]
    const request = requestTo(server.endpoint)
    request.port = Number(new URL(other.endpoint).port)
    await expect(createHandler().handle(request)).rejects.toThrow(/another address/)
    expect(other.requests).toEqual([])
  })
})

describe('S3RequestHandler with a connection that is kept alive', () => {
  it('sends the next request over the same connection', async () => {
    let connections = 0
    const endpoint = await startTcp((socket) => {
      connections++
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    })
    const handler = createHandler()
    for (let sent = 0; sent < 3; sent++) await handler.handle(requestTo(endpoint))
    expect(connections).toBe(1)
  })

  it('has no limit for the connection, only for the response', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const requests: Socket[] = []
    const endpoint = await startTcp((socket) => socket.on('data', () => requests.push(socket)))
    const handler = createHandler({ timeout: 60_000 })
    const respond = (socket: Socket | undefined) => socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    for (const waited of [0, 30_000]) {
      const response = handler.handle(requestTo(endpoint))
      const sent = requests.length
      while (requests.length === sent) await new Promise((resolve) => setImmediate(resolve))
      vi.advanceTimersByTime(waited)
      respond(requests.at(-1))
      expect(await response).toMatchObject({ response: { status: 200 } })
    }
    expect(new Set(requests).size).toBe(1)
  })

  it('rejects with ECONNRESET if the server closes it when it is used again', async () => {
    const endpoint = await startTcp((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        socket.once('data', () => socket.end())
      })
    })
    const handler = createHandler()
    await handler.handle(requestTo(endpoint))
    await expect(handler.handle(requestTo(endpoint))).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'ECONNRESET',
    })
  })

  it('is retried by the command line if the server closes it when it is used again', async () => {
    const server = await startServer({ pageSize: 1 })
    server.addMany(3)
    const used = new WeakSet()
    server.injectFault(({ socket }) => used.has(socket) || !used.add(socket), reset)
    const { code, stdout } = await server.run('list --bucket bkt --json')
    expect({ code, listed: stdout.match(/"UploadId"/g)?.length }).toEqual({ code: 0, listed: 3 })
    expect(server.requests.length).toBeGreaterThan(3)
  })
})
