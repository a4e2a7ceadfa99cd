import { describe, expect, it } from 'vitest'
import { knock, lookUp, opens, shakeHands } from '../../../src/s3/doctor/probe.js'
import { hang } from '../../support/faults.js'
import { startStore, type TestStore } from '../../support/store.js'
import { startTls } from '../../support/tls-server.js'

const soon = () => AbortSignal.timeout(5_000)
const late = AbortSignal.abort()

function addressOf({ endpoint }: Pick<TestStore, 'endpoint'>) {
  const { hostname, port } = new URL(endpoint)
  return { hostname, port: Number(port) }
}

/** Where nobody listens: it did, a moment ago. */
async function closed() {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { hostname: 'localhost', port: address.port }
}

describe('lookUp', () => {
  it.each([
    ['bucket.localhost', ['127.0.0.1', '::1']],
    ['127.0.0.1', ['127.0.0.1']],
  ])('%s is %j', async (hostname, addresses) => {
    expect(await lookUp(hostname, soon())).toEqual(addresses)
  })

  it('says that a name has no address', async () => {
    await expect(lookUp('no-such-host.invalid', soon())).rejects.toMatchObject({
      reason: { kind: 'unanswered', code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
    })
  })
})

describe('knock', () => {
  it('tells how long a connection took', async () => {
    const address = addressOf(await startStore())
    expect(await knock(address, soon())).toBeGreaterThan(0)
    expect(await opens(address, soon())).toBe(true)
  })

  it('says that nobody is there', async () => {
    const address = await closed()
    await expect(knock(address, soon())).rejects.toMatchObject({ reason: { code: 'ECONNREFUSED' } })
    expect(await opens(address, soon())).toBe(false)
  })

  it('says that it took too long', async () => {
    const address = addressOf(await startStore())
    await expect(knock(address, late)).rejects.toMatchObject({ reason: { code: 'ETIMEDOUT' } })
  })
})

describe('shakeHands', () => {
  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['good', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('does not trust %s, whose authority is not known here', async (certificate, code) => {
    const endpoint = await startTls(certificate, hang)
    await expect(shakeHands(addressOf({ endpoint }), soon())).rejects.toMatchObject({ reason: { code } })
  })

  it('says that there is no TLS', async () => {
    const store = await startStore()
    await expect(shakeHands(addressOf(store), soon())).rejects.toMatchObject({
      reason: { kind: 'unanswered' },
    })
  })
})
