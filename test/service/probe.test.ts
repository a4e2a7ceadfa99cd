import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { resolveHost, tcpProbe, tlsProbe } from '../../src/service/doctor.js'
import { hang } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'
import { startTlsServer } from '../support/tls-server.js'

const soon = () => AbortSignal.timeout(5_000)

function addressOf({ endpoint }: Pick<TestServer, 'endpoint'>) {
  const { hostname, port } = new URL(endpoint)
  return { hostname, port: Number(port) }
}

/** Returns an address whose server has been closed. */
async function closedAddress() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { hostname: 'localhost', port: address.port }
}

describe('resolveHost', () => {
  it.each([
    ['bucket.localhost', ['127.0.0.1', '::1']],
    ['127.0.0.1', ['127.0.0.1']],
  ])('resolves %s to %j', async (hostname, addresses) => {
    expect(await resolveHost(hostname, soon())).toEqual(addresses)
  })

  it('reports ETIMEDOUT if there is no time left', async () => {
    const limit = new AbortController()
    const late = resolveHost('no-such-host.invalid', limit.signal)
    limit.abort()
    await expect(late).rejects.toMatchObject({ name: 'NetworkError', code: 'ETIMEDOUT' })
  })

  it('rejects a name without an address', async () => {
    await expect(resolveHost('no-such-host.invalid', soon())).rejects.toMatchObject({
      name: 'NetworkError',
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    })
  })
})

describe('tcpProbe', () => {
  it('returns the time that a connection took', async () => {
    expect(await tcpProbe(addressOf(await startServer()), soon())).toBeGreaterThan(0)
  })

  it('reports ECONNREFUSED', async () => {
    const refused = tcpProbe(await closedAddress(), soon())
    await expect(refused).rejects.toMatchObject({ name: 'NetworkError', code: 'ECONNREFUSED' })
  })

  it('reports ETIMEDOUT if there is no time left', async () => {
    const late = tcpProbe(addressOf(await startServer()), AbortSignal.abort())
    await expect(late).rejects.toMatchObject({ name: 'NetworkError', code: 'ETIMEDOUT' })
  })
})

describe('tlsProbe', () => {
  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['good', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('rejects the certificate "%s" if its authority is unknown', async (certificate, code) => {
    const endpoint = await startTlsServer(certificate, hang)
    const rejected = tlsProbe(addressOf({ endpoint }), soon())
    await expect(rejected).rejects.toMatchObject({ name: 'NetworkError', code })
  })

  it('rejects a certificate of an unknown authority at an IP address', async () => {
    const { port } = addressOf({ endpoint: await startTlsServer('good', hang) })
    const rejected = tlsProbe({ hostname: '127.0.0.1', port }, soon())
    await expect(rejected).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  })

  it('rejects a server without TLS', async () => {
    const rejected = tlsProbe(addressOf(await startServer()), soon())
    await expect(rejected).rejects.toMatchObject({ name: 'NetworkError' })
  })
})
