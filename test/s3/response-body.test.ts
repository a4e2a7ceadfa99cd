import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { truncateBody, respond } from '../support/faults.js'
import { waitFor } from '../support/process.js'
import { exchangeWith, sendTo, startRaw, startTcp } from './exchange.js'

const MAX_BYTES = 16 * 2 ** 20

const invalid = (message: string | RegExp) => ({
  name: 'InvalidResponseError',
  message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
})

describe('S3RequestHandler with a body', () => {
  it('accepts 16 MiB', async () => {
    const { bytes } = await exchangeWith(respond(200, Buffer.alloc(MAX_BYTES)))
    expect(bytes).toHaveLength(MAX_BYTES)
  })

  it('S12 rejects more than 16 MiB', async () => {
    const tooLong = exchangeWith(respond(200, Buffer.alloc(MAX_BYTES + 1)))
    await expect(tooLong).rejects.toMatchObject(invalid('a body of more than 16 MiB'))
  })

  it('rejects a body that is cut', async () => {
    await expect(exchangeWith(truncateBody)).rejects.toMatchObject({ name: 'NetworkError', code: 'ECONNRESET' })
  })
})

describe('S3RequestHandler with an encoded body', () => {
  it.each([
    ['gzip', gzipSync('text')],
    ['deflate', deflateSync('text')],
    ['br', brotliCompressSync('text')],
    ['identity', Buffer.from('text')],
    ['', Buffer.from('text')],
  ])('decodes "%s"', async (encoding, body) => {
    const { bytes } = await exchangeWith(respond(200, body, { 'content-encoding': encoding }))
    expect(bytes.toString()).toBe('text')
  })

  it.each(['zstd', 'constructor'])('rejects the unknown encoding %s', async (encoding) => {
    const unknown = exchangeWith(respond(200, 'text', { 'content-encoding': encoding }))
    await expect(unknown).rejects.toMatchObject(invalid(`the unsupported content encoding ${encoding}`))
  })

  it.each([
    ['is not gzip', Buffer.from('text')],
    ['is cut', gzipSync('text'.repeat(1000)).subarray(0, 30)],
  ])('rejects a gzip body that %s', async (_, body) => {
    const broken = exchangeWith(respond(200, body, { 'content-encoding': 'gzip' }))
    await expect(broken).rejects.toMatchObject(invalid('an invalid gzip body'))
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('rejects a %s body that decompresses to more than 16 MiB', async (encoding, compress) => {
    const bomb = exchangeWith(respond(200, compress(Buffer.alloc(MAX_BYTES + 1)), { 'content-encoding': encoding }))
    await expect(bomb).rejects.toMatchObject(invalid('a body of more than 16 MiB'))
  })
})

describe('S3RequestHandler with a server that does not support HTTP', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['another version of HTTP', 'HTTP/3.7 200 OK\r\n\r\n'],
    ['an invalid header', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    ['headers of 1 MiB', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(2 ** 20)}\r\n\r\n`],
  ])('rejects %s', async (_, response) => {
    const endpoint = await startRaw(response)
    await expect(sendTo(endpoint)).rejects.toMatchObject(invalid(/^not HTTP, HPE_/))
  })

  it('rejects 101 Switching Protocols, and closes the connection', async () => {
    let isClosed = false
    const endpoint = await startTcp((socket) => {
      socket.on('close', () => (isClosed = true))
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      )
    })
    await expect(sendTo(endpoint)).rejects.toMatchObject(invalid('status 101'))
    await waitFor(() => isClosed)
  })

  it('rejects a connection that closes without a response', async () => {
    const endpoint = await startTcp((socket) => socket.once('data', () => socket.end()))
    await expect(sendTo(endpoint)).rejects.toMatchObject({ name: 'NetworkError', code: 'ECONNRESET' })
  })
})
