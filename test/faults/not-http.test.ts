import net, { type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lists, respond } from '../support/faults.js'
import { start } from '../support/process.js'
import { startServer } from '../support/server.js'

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }

/** Starts a server that writes these bytes as its response to each connection. */
async function startBytes(bytes: string): Promise<string> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).once('data', () => socket.write(bytes, 'latin1'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('cwmpu with a response that is not HTTP', () => {
  it.each([
    [
      '101 Switching Protocols',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      'status 101',
    ],
    ['huge headers', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`, 'not HTTP, HPE_HEADER_OVERFLOW'],
    [
      'conflicting lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello',
      'not HTTP, HPE_UNEXPECTED_CONTENT_LENGTH',
    ],
    [
      'a length beside chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'not HTTP, HPE_INVALID_TRANSFER_ENCODING',
    ],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'not HTTP, HPE_INVALID_CONSTANT'],
  ])('L3 exits with 7 for %s', async (_, bytes, reason) => {
    const endpoint = await startBytes(bytes)
    for (const words of ['list --bucket bkt', 'verify --bucket bkt', 'abort --bucket bkt --key k --upload-id i']) {
      const { code, stderr } = await start(`${words} --endpoint ${endpoint}`, KEYS).ended
      expect(code).toBe(7)
      expect(stderr).toContain(`${endpoint} returned an invalid response (${reason}). Check --endpoint.`)
    }
  })

  it('L3 times out if the server sends only informational responses', async () => {
    const endpoint = await startBytes('HTTP/1.1 100 Continue\r\n\r\n'.repeat(3))
    const startedAt = performance.now()
    for (const words of ['list --bucket bkt', 'abort --bucket bkt --key k --upload-id i']) {
      const { code } = await start(`${words} --timeout 1s --endpoint ${endpoint}`, KEYS).ended
      expect(code).toBe(6)
    }
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })
})

describe('a response that is compressed, though cwmpu did not request it', () => {
  const empty =
    '<ListMultipartUploadsResult><Bucket>bkt</Bucket><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>'
  const denied = '<Error><Code>AccessDenied</Code><Message>no entry</Message></Error>'

  it.each(['gzip', 'GZIP', 'x-gzip'])('L4 is read if it is %s', async (encoding) => {
    const server = await startServer()
    server.injectFault(lists, respond(200, gzipSync(empty), { 'content-encoding': encoding }))
    expect(await server.run('list --bucket bkt')).toMatchObject({ code: 0 })
  })

  it('L4 is read if it is an error', async () => {
    const server = await startServer()
    server.injectFault(lists, respond(403, gzipSync(denied), { 'content-encoding': 'gzip' }))
    const { code, stderr } = await server.run('list --bucket bkt')
    expect(code).toBe(4)
    expect(stderr).toContain('The server returned "no entry".')
  })

  it('L4 is accepted for an abort without a body', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(
      ({ method }) => method === 'DELETE',
      server.abortThen(respond(204, '', { 'content-encoding': 'gzip' })),
    )
    const result = await server.run(`abort --bucket bkt --key k --upload-id ${uploadId}`)
    expect(result).toMatchObject({ code: 0, stderr: 'Aborted 1 of 1 upload.\n' })
  })

  it.each([
    ['zstd', Buffer.from('x'), 'the unsupported content encoding zstd'],
    ['gzip', Buffer.from('not gzip'), 'an invalid gzip body'],
    ['gzip', gzipSync(Buffer.alloc(17 * 2 ** 20)), 'a body of more than 16 MiB'],
  ])('L4 is rejected with a reason if its %s body cannot be read', async (encoding, bytes, reason) => {
    const server = await startServer()
    server.injectFault(lists, respond(200, bytes, { 'content-encoding': encoding }))
    const { code, stderr } = await server.run('list --bucket bkt')
    expect(code).toBe(7)
    expect(stderr).toContain(`returned an invalid response (${reason}). Check --endpoint.`)
  })
})
