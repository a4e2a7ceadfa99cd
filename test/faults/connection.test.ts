import { describe, expect, it } from 'vitest'
import { aborts, drip, every, hang, lists, stall } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'
import { startTls, trustingEnvironment } from '../support/tls-server.js'

describe('a store that cannot be reached: exit 6, and the way out', () => {
  it('F13 nobody listens', async () => {
    const store = await startRealTimeStore()
    const environment = { AWS_ENDPOINT_URL: 'http://localhost:1' }
    const { code, stderr } = await store.run('list --bucket bkt', { environment })
    expect(code).toBe(6)
    expect(stderr).toBe(
      'error: http://localhost:1 refuses connections: check --endpoint, and that the store is up.\n',
    )
  })

  it('accepts a --timeout that is longer than the longest timer', async () => {
    const store = await startRealTimeStore()
    expect(await store.run('list --bucket bkt --timeout 36500d')).toMatchObject({ code: 0, stderr: '' })
  })

  it.each([
    [
      'https://s3.nowhere.invalid',
      /^error: bkt\.s3\.nowhere\.invalid has no address: check --endpoint, the name/,
    ],
    ['lota', /^error: bkt\.cwlota\.com has no address here: LOTA answers only inside a CoreWeave cluster/],
  ])('F14 %s has no address', async (endpoint, sentence) => {
    const store = await startRealTimeStore()
    const { code, stderr } = await store.run(`list --bucket bkt --endpoint ${endpoint}`)
    expect(code).toBe(6)
    expect(stderr).toMatch(sentence)
  })

  it.each([
    ['F16 never answers', hang, /said nothing for/],
    ['F17 stops in the middle', stall, /said nothing for/],
    ['F18 drips', drip, /did not finish its answer within/],
  ])('%s: ends in --timeout', async (_, fault, sentence) => {
    const store = await startRealTimeStore()
    store.meet(lists, fault)
    const began = performance.now()
    const { code, stderr } = await store.run('verify --bucket bkt --timeout 1s')
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(code).toBe(6)
    expect(stderr).toMatch(sentence)
  })

  it('F16 every twentieth abort hangs: ends, with those reported', async () => {
    const store = await startRealTimeStore()
    store.addMany(60)
    const doomed = new Set([...store.bucket.uploads.keys()].slice(0, 3).map(encodeURIComponent))
    store.meet(({ url = '' }) => [...doomed].some((id) => url.includes(`uploadId=${id}`)), hang)
    const result = await store.run('abort-all --bucket bkt --yes --json --timeout 1s')
    expect({ code: result.code, left: store.left }).toEqual({ code: 3, left: 3 })
    const { Matched, Aborted, AlreadyGone, Failed } = outcomesOf(result).Summary
    expect({ Matched, Failed, gone: Aborted + AlreadyGone }).toEqual({ Matched: 60, Failed: 3, gone: 57 })
  }, 30_000)

  it('F16 every twentieth request hangs, whichever it is: none is left', async () => {
    const store = await startRealTimeStore()
    store.addMany(60)
    store.meet(every(20, aborts), hang)
    expect(await store.run('abort-all --bucket bkt --yes --json --timeout 1s')).toMatchObject({ code: 0 })
    expect(store.left).toBe(0)
  })
})

describe('F15 a store whose certificate is not trusted: exit 7, at once', () => {
  const trusting = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...trustingEnvironment }

  it('speaks to one that is trusted', async () => {
    const endpoint = await startTls('good', (await startRealTimeStore()).handle)
    expect(await start(`verify --bucket bkt --endpoint ${endpoint}`, trusting).ended).toMatchObject({
      code: 0,
    })
  })

  it.each([
    ['self-signed', /is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).* goes into NODE_EXTRA_CA_CERTS/],
    ['expired', /is not trusted \(CERT_HAS_EXPIRED\)/],
    ['other-host', /is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
  ])('%s', async (certificate, sentence) => {
    const endpoint = await startTls(certificate, (await startRealTimeStore()).handle)
    const { code, stdout, stderr } = await start(`verify --bucket bkt --endpoint ${endpoint}`, trusting).ended
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    expect(stderr).toMatch(sentence)
  })

  it('says so where the store speaks plain http', async () => {
    const store = await startRealTimeStore()
    const { code, stderr } = await store.run(
      `list --bucket bkt --endpoint ${store.endpoint.replace('http:', 'https:')}`,
    )
    expect(code).toBe(7)
    expect(stderr).toMatch(/does not speak TLS/)
  })
})
