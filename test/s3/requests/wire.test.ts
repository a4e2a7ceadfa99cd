import { describe, expect, it } from 'vitest'
import { Wire } from '../../../src/s3/requests/wire.js'
import { cutShort, drip, type Fault, hang, say } from '../../support/faults.js'
import { startStore } from '../../support/store.js'

const limits = { connect: 1_000, idle: 1_000, whole: 2_000, bodyBytes: 200 }

async function exchangeWith(fault: Fault, signal = new AbortController().signal) {
  const store = await startStore()
  store.meet(() => true, fault)
  const { protocol, hostname, port, host } = new URL(store.endpoint)
  const place = { protocol, hostname, port: Number(port), bucketPath: '', path: '/' }
  return new Wire(limits).exchange({ ...place, method: 'GET', headers: { host } }, signal)
}

describe('an exchange', () => {
  it('brings any answer, whatever its status', async () => {
    expect(await exchangeWith(say(418, 'tea', { 'x-pot': 'short' }))).toMatchObject({
      status: 418,
      headers: { 'x-pot': 'short' },
      body: Buffer.from('tea'),
    })
  })

  it.each([
    ['is longer than allowed', say(200, 'x'.repeat(201)), { kind: 'untrusted' }],
    ['breaks off', cutShort, { kind: 'unanswered', code: 'ECONNRESET' }],
    ['never comes', hang, { code: 'ETIMEDOUT', message: 'said nothing for 1s' }],
    ['never ends', drip, { code: 'ETIME', message: 'did not finish its answer within 2s' }],
  ])('fails where the answer %s', async (_, fault, reason) => {
    await expect(exchangeWith(fault)).rejects.toMatchObject({ reason })
  })

  it('is left when the signal fires, and not begun where it has', async () => {
    const left = { reason: { kind: 'unanswered', code: 'ECANCELED' } }
    await expect(exchangeWith(hang, AbortSignal.timeout(50))).rejects.toMatchObject(left)
    await expect(exchangeWith(say(200), AbortSignal.abort())).rejects.toMatchObject(left)
  })
})
