import { describe, expect, it } from 'vitest'
import { aborts, drip, everyNth, hang, lists, stall } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'
import { startTlsServer, trustingEnvironment } from '../support/tls-server.js'

describe('cwmpu with a server that cannot be reached', () => {
  it('F13 reports a refused connection', async () => {
    const server = await startRealTimeServer()
    const environment = { AWS_ENDPOINT_URL: 'http://localhost:1' }
    const { code, stderr } = await server.run('list --bucket bkt', { environment })
    expect(code).toBe(6)
    expect(stderr).toBe(
      'error: Connection refused by http://localhost:1. Check --endpoint and that the server is running.\n',
    )
  })

  it('accepts a --timeout that is longer than the longest timer', async () => {
    const server = await startRealTimeServer()
    expect(await server.run('list --bucket bkt --timeout 36500d')).toMatchObject({ code: 0, stderr: '' })
  })

  it.each([
    [
      'https://s3.nowhere.invalid',
      'error: bkt.s3.nowhere.invalid has no address. Check --endpoint, the name of the bucket and the network.\n',
    ],
    [
      'lota',
      'error: bkt.cwlota.com has no address on this machine. LOTA is available only inside a CoreWeave cluster. Elsewhere use --endpoint primary.\n',
    ],
  ])('F14 reports that %s has no address', async (endpoint, message) => {
    const server = await startRealTimeServer()
    const { code, stderr } = await server.run(`list --bucket bkt --endpoint ${endpoint}`)
    expect({ code, stderr }).toEqual({ code: 6, stderr: message })
  })

  it.each([
    ['F16 ends after twice --timeout if the server never responds', hang],
    ['F17 ends after twice --timeout if the response stops in the middle', stall],
    ['F18 ends after twice --timeout if the response arrives byte by byte', drip],
  ])('%s', async (_, fault) => {
    const server = await startRealTimeServer()
    server.injectFault(lists, fault)
    const startedAt = performance.now()
    const { code, stderr } = await server.run('verify --bucket bkt --timeout 1s')
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: `error: ${server.endpoint} timed out. No complete response within 1s. Run the command again, or raise --timeout.\n`,
    })
  })

  it('F16 reports one upload as failed if all its aborts hang', async () => {
    const server = await startRealTimeServer()
    server.addMany(20)
    const [hanging = ''] = server.bucket.uploads.keys()
    server.injectFault(({ url = '' }) => url.includes(`uploadId=${encodeURIComponent(hanging)}`), hang)
    const result = await server.run('abort-all --bucket bkt --yes --json --timeout 1s')
    expect({ code: result.code, left: server.left }).toEqual({ code: 3, left: 1 })
    const { Matched, Aborted, AlreadyGone, Failed } = outcomesOf(result).Summary
    expect({ Matched, Failed, gone: Aborted + AlreadyGone }).toEqual({ Matched: 20, Failed: 1, gone: 19 })
  }, 30_000)

  it('F16 aborts all uploads if every twentieth abort hangs', async () => {
    const server = await startRealTimeServer()
    server.addMany(60)
    server.injectFault(everyNth(20, aborts), hang)
    expect(await server.run('abort-all --bucket bkt --yes --json --timeout 1s')).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
  })
})

describe('cwmpu with a server that uses TLS', () => {
  const trusting = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...trustingEnvironment }

  it('accepts a certificate that is trusted', async () => {
    const endpoint = await startTlsServer('good', (await startRealTimeServer()).handle)
    expect(await start(`verify --bucket bkt --endpoint ${endpoint}`, trusting).ended).toMatchObject({ code: 0 })
  })

  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('F15 rejects a certificate that is %s', async (certificate, reason) => {
    const endpoint = await startTlsServer(certificate, (await startRealTimeServer()).handle)
    const { code, stdout, stderr } = await start(`verify --bucket bkt --endpoint ${endpoint}`, trusting).ended
    expect({ code, stdout, stderr }).toEqual({
      code: 7,
      stdout: '',
      stderr: `error: The certificate of ${endpoint} is not trusted (${reason}). Check --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.\n`,
    })
  })

  it('reports a server that does not support TLS', async () => {
    const server = await startRealTimeServer()
    const endpoint = server.endpoint.replace('http:', 'https:')
    const { code, stderr } = await server.run(`list --bucket bkt --endpoint ${endpoint}`)
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: `error: ${endpoint} does not support TLS (EPROTO). If it is an http server, use http:// in --endpoint.\n`,
    })
  })
})
