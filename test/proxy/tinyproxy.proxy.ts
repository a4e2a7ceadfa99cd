import { describe, expect, it } from 'vitest'
import { start } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'
import { startTlsServer, trustingEnvironment } from '../support/tls-server.js'
import { startTinyproxy } from './tinyproxy.js'

/** Prints each host that the process connects to, and resolves no name. */
const WATCH = `--require=${new URL('../support/watch-network.cjs', import.meta.url).pathname}`
const PASSWORD = ['BasicAuth me secret']
const REFUSES = ['Filter "HOME/refused"']

/** Starts a server, and a tinyproxy in front of it. `run` runs a command through the proxy. */
async function setUp(scheme: string, lines: readonly string[], login: string, noProxy = '<-loopback>') {
  const server = await startRealTimeServer()
  const proxy = await startTinyproxy(lines)
  const endpoint = scheme === 'https' ? await startTlsServer('good', server.handle) : server.endpoint
  const url = `http://${login}127.0.0.1:${proxy.port}`
  const run = async (words: string) => {
    const result = await start(`${words} --bucket bkt`, {
      ...server.environment,
      ...trustingEnvironment,
      AWS_ENDPOINT_URL: endpoint,
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      NO_PROXY: noProxy,
      NODE_OPTIONS: noProxy === '<-loopback>' ? WATCH : '',
    }).ended
    const hosts = new Set(Array.from(result.stderr.matchAll(/^network: (.*)$/gm), ([, host]) => host))
    return { ...result, stderr: result.stderr.replace(/^network: .*\n/gm, ''), hosts: [...hosts] }
  }
  return { server, proxy, endpoint, run, shown: `http://127.0.0.1:${proxy.port}` }
}

describe.each(['http', 'https'])('cwmpu behind tinyproxy, over %s', (scheme) => {
  it.each([
    ['without a password', [], ''],
    ['with a password', PASSWORD, 'me:secret@'],
  ])('lists and aborts %s, with all requests through the proxy', async (_, lines, login) => {
    const { server, proxy, endpoint, run } = await setUp(scheme, lines, login)
    server.addMany(200)
    for (const key of ['a/../b', '//c', 'é ?#']) server.add(key)
    const listed = await run('list')
    expect(listed).toMatchObject({ code: 0, stderr: '', hosts: ['127.0.0.1'] })
    expect(listed.stdout.split('\n')).toHaveLength(204)
    expect(await run('abort-all --yes')).toMatchObject({ code: 0, hosts: ['127.0.0.1'] })
    expect(server.left).toBe(0)
    const target = scheme === 'http' ? `${endpoint}/` : endpoint.replace('https://', 'CONNECT ')
    const requests = proxy.requests()
    expect(requests.length).toBeGreaterThan(1)
    expect(requests.filter((request) => !request?.includes(target))).toEqual([])
    expect(scheme === 'https' || requests.length >= server.requests.length).toBe(true)
  })

  it('reaches a host in NO_PROXY directly', async () => {
    const { proxy, run } = await setUp(scheme, [], '', '<-loopback>,localhost')
    expect(await run('list')).toMatchObject({ code: 0, stderr: '' })
    expect(proxy.requests()).toEqual([])
  })

  it('names a proxy that requires a password', async () => {
    const { server, run, shown } = await setUp(scheme, PASSWORD, '')
    const { code, stderr } = await run('list')
    expect(code).toBe(6)
    expect(stderr).toContain(`${shown} (from ${scheme.toUpperCase()}_PROXY) requires a password (status 407).`)
    expect(server.requests).toEqual([])
  })

  it('names a proxy that rejects the password, but not the password', async () => {
    const { server, run, shown } = await setUp(scheme, PASSWORD, 'me:canary@')
    const { code, stderr } = await run('list')
    // tinyproxy answers with 401, which a server could send, too, if there is no TLS.
    expect(code).toBe(scheme === 'http' ? 4 : 6)
    const named = `proxy ${shown} (from ${scheme.toUpperCase()}_PROXY)`
    expect(stderr).toContain(
      scheme === 'http' ? `the response of the ${named}` : `${named} rejected the user name or the password`,
    )
    expect(stderr).not.toContain('canary')
    expect(server.requests).toEqual([])
  })

  it('names a proxy that refuses the host', async () => {
    const { server, run, shown } = await setUp(scheme, REFUSES, '')
    const { code, stderr } = await run('list')
    expect(code).toBe(scheme === 'http' ? 4 : 6)
    expect(stderr).toContain(`proxy ${shown} (from ${scheme.toUpperCase()}_PROXY)`)
    expect(server.requests).toEqual([])
  })

  it('names a proxy that cannot reach the server', async () => {
    const { run, shown } = await setUp(scheme, [], '')
    const { code, stderr } = await run(`list --endpoint ${scheme}://localhost:1 --timeout 5s`)
    expect(code).toBe(6)
    expect(stderr).toContain(`proxy ${shown} (from ${scheme.toUpperCase()}_PROXY)`)
  })
})
