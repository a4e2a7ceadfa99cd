import { describe, expect, it } from 'vitest'
import { doctorChecks } from '../support/cwmpu.js'
import { start } from '../support/process.js'
import { startProxy } from '../support/proxy.js'
import { startRealTimeServer } from '../support/server.js'
import { startTlsServer, trustingEnvironment } from '../support/tls-server.js'

const LOOPBACK = { NO_PROXY: '<-loopback>' }
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
const withPassword = (url: string) => url.replace('//', '//me:p%40ss@')

describe('a proxy for http', () => {
  it('P1 gets every request, with its path unchanged', async () => {
    const [server, proxy] = [await startRealTimeServer(), await startProxy({ password: 'me:p@ss' })]
    const vias = new Set<unknown>()
    server.observe(({ headers }) => vias.add(headers.via))
    for (const key of ['a/../b', '/host/c', 'x//y', 'é ?#']) server.add(key)
    const environment = { HTTP_PROXY: withPassword(proxy.url), ...LOOPBACK }
    expect(await server.run('list --bucket bkt --json', { environment })).toMatchObject({ code: 0, stderr: '' })
    expect(await server.run('abort-all --bucket bkt --yes', { environment })).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
    expect(vias).toEqual(new Set(['test']))
    const forwarded = server.requests.map((request) => request.replace(' ', ` ${server.endpoint}`))
    expect(proxy.requests.toSorted()).toEqual(forwarded.toSorted())
  })

  it('P2 is not used for a host in NO_PROXY, nor for the loopback', async () => {
    const [server, proxy] = [await startRealTimeServer(), await startProxy()]
    for (const NO_PROXY of ['', '<-loopback>,localhost']) {
      const environment = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY }
      expect(await server.run('list --bucket bkt', { environment })).toMatchObject({ code: 0, stderr: '' })
    }
    expect(proxy.requests).toEqual([])
  })

  it.each([
    [
      'P3 is named if it requires a password',
      { password: 'me:secret' },
      '',
      'requires a password (status 407). Add it to HTTP_PROXY, such as http://USER:PASSWORD@{host}.',
    ],
    [
      'P3 is named if it rejects the password',
      { password: 'me:secret' },
      'me:canary@',
      'rejected the user name or the password (status 407). Correct them in HTTP_PROXY.',
    ],
  ])('%s', async (_, options, login, message) => {
    const [server, proxy] = [await startRealTimeServer(), await startProxy(options)]
    const environment = { HTTP_PROXY: proxy.url.replace('//', `//${login}`), ...LOOPBACK }
    const { code, stderr } = await server.run('list --bucket bkt', { environment })
    const host = proxy.url.replace('http://', '')
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: `error: The proxy ${proxy.url} (from HTTP_PROXY) ${message.replace('{host}', host)}\n`,
    })
    expect({ left: server.requests, sent: proxy.requests.length }).toEqual({ left: [], sent: 1 })
  })

  it('P4 is named if the response may be from the proxy', async () => {
    const [server, proxy] = [await startRealTimeServer(), await startProxy({ refuse: 403 })]
    const environment = { HTTP_PROXY: withPassword(proxy.url), ...LOOPBACK }
    const { code, stderr } = await server.run('list --bucket bkt', { environment })
    expect(code).toBe(4)
    expect(stderr).toContain(`This may be the response of the proxy ${proxy.url} (from HTTP_PROXY).\n`)
  })

  it('P4 is rejected before a request if its URL is invalid', async () => {
    const server = await startRealTimeServer()
    const environment = { HTTP_PROXY: 'socks5://localhost:1', ...LOOPBACK }
    const { code, stderr } = await server.run('list --bucket bkt', { environment })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: Invalid HTTP_PROXY "socks5:/)
    expect(server.requests).toEqual([])
  })
})

describe('a proxy for https', () => {
  /** Starts a server with TLS, and runs commands behind a proxy. */
  async function behind(proxy: string, certificate = 'good') {
    const server = await startRealTimeServer()
    const endpoint = await startTlsServer(certificate, server.handle)
    const environment = { ...KEYS, ...trustingEnvironment, ...LOOPBACK, HTTPS_PROXY: proxy }
    const run = (words: string) => start(`${words} --endpoint ${endpoint}`, environment).ended
    return { server, endpoint, run }
  }

  it('P1 gets CONNECT requests, and its password is not sent to the server', async () => {
    const proxy = await startProxy({ password: 'me:p@ss' })
    const { server, endpoint, run } = await behind(withPassword(proxy.url))
    server.addMany(30)
    const logins = new Set<unknown>()
    server.observe(({ headers }) => logins.add(headers['proxy-authorization']))
    expect(await run('list --bucket bkt')).toMatchObject({ code: 0, stderr: '' })
    expect(await run('abort-all --bucket bkt --yes')).toMatchObject({ code: 0 })
    expect({ left: server.left, logins }).toEqual({ left: 0, logins: new Set([undefined]) })
    expect(new Set(proxy.requests)).toEqual(new Set([endpoint.replace('https://', 'CONNECT ')]))
    // Connections are used again.
    expect(proxy.requests.length).toBeLessThan(30)
  })

  it.each([
    [403, 'refused to connect to {endpoint} (status 403). Allow this host in the proxy, or add it to NO_PROXY.'],
    [407, 'rejected the user name or the password (status 407). Correct them in HTTPS_PROXY.'],
    [504, 'cannot connect to {endpoint} (status 504). Check --endpoint, or add its host to NO_PROXY.'],
  ])('P3 is named if it returns %i to CONNECT', async (refuse, message) => {
    const proxy = await startProxy({ refuse })
    const { server, endpoint, run } = await behind(withPassword(proxy.url))
    expect(await run('list --bucket bkt')).toEqual({
      code: 6,
      stdout: '',
      stderr: `error: The proxy ${proxy.url} (from HTTPS_PROXY) ${message.replace('{endpoint}', endpoint)}\n`,
    })
    expect(server.requests).toEqual([])
  })

  it('P3 is named if it refuses connections', async () => {
    const { run } = await behind('http://127.0.0.1:1')
    const { code, stderr } = await run('list --bucket bkt')
    expect(code).toBe(6)
    expect(stderr).toMatch(/^error: Connection refused by the proxy http:\/\/127\.0\.0\.1:1 \(from HTTPS_PROXY\)\./)
  })

  it('P5 is reported after twice --timeout if it never responds', async () => {
    const proxy = await startProxy({ hangs: true })
    const { run } = await behind(proxy.url)
    const startedAt = performance.now()
    const { code, stderr } = await run('list --bucket bkt --timeout 1s')
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    expect({ code, sent: proxy.requests.length }).toEqual({ code: 6, sent: 2 })
    expect(stderr).toMatch(/timed out behind the proxy/)
  })

  it.each(['other-host', 'expired', 'self-signed'])(
    'P6 does not hide a certificate that is %s',
    async (certificate) => {
      const proxy = await startProxy()
      const { server, run } = await behind(proxy.url, certificate)
      const { code, stderr } = await run('list --bucket bkt')
      expect(code).toBe(7)
      expect(stderr).toMatch(/is not trusted/)
      expect(server.requests).toEqual([])
    },
  )

  it('P6 does not change the host name that a certificate must have', async () => {
    const proxy = await startProxy()
    const server = await startRealTimeServer()
    const endpoint = (await startTlsServer('good', server.handle)).replace('localhost', '127.0.0.1')
    const HTTPS_PROXY = proxy.url.replace('127.0.0.1', 'localhost')
    const environment = { ...KEYS, ...trustingEnvironment, ...LOOPBACK, HTTPS_PROXY }
    const { code, stderr } = await start(`list --bucket bkt --endpoint ${endpoint}`, environment).ended
    expect({ code, requests: server.requests }).toEqual({ code: 7, requests: [] })
    expect(stderr).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('P7 is shown by doctor without its password', async () => {
    const proxy = await startProxy({ password: 'me:p@ss' })
    const { run } = await behind(withPassword(proxy.url))
    const { code, stdout } = await run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Proxy +${proxy.url} +HTTPS_PROXY$`, 'm'))
    expect(stdout).not.toMatch(/p%40ss|p@ss/)
    expect(doctorChecks(stdout).slice(1, 5)).toEqual([
      '✓ name        127.0.0.1 resolves to 127.0.0.1',
      expect.stringMatching(/^✓ connection {2}connected to the proxy at port \d+ in \d+ ms$/),
      '– TLS         through the proxy, checked by the next request',
      '✓ signature   accepted',
    ])
  })
})
