import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { realTime } from '../../support/clock.js'
import { cwmpu } from '../../support/cwmpu.js'
import { makeHome } from '../../support/home.js'
import { startStore } from '../../support/store.js'

describe('a profile appended to a file without a final line break (aws/aws-cli#2996)', () => {
  const credentials = [
    '[old]\naws_access_key_id = AKIAOLD\naws_secret_access_key = OLDSECRETOLDSECRET',
    'note=11111111-1111-1111-1111-111111111111[new]\naws_access_key_id = AKIANEW\naws_secret_access_key = NEWSECRETNEWSECRET\n',
  ].join('\n')

  async function run(command: string) {
    const store = await startStore()
    store.add('k')
    const signers = new Set<string | undefined>()
    store.injectFault(
      ({ headers }) => {
        signers.add(/Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1])
        return false
      },
      () => undefined,
    )
    const environment = {
      HOME: makeHome({ '.aws/credentials': credentials }),
      AWS_ENDPOINT_URL: store.endpoint,
    }
    const result = await cwmpu(`${command} --bucket bkt`, { clock: store.clock, environment })
    return { ...result, signers: [...signers] }
  }

  it.each(['list', 'doctor', 'abort-all --yes'])(
    '%s finds no profile new, and names those that exist',
    async (command) => {
      const { code, stdout, stderr, signers } = await run(`${command} --profile new`)
      expect([2, 4]).toContain(code)
      expect(signers).toEqual([])
      expect(stdout + stderr).toMatch(/"new".* old/s)
      expect(stdout + stderr).not.toContain('SECRET')
    },
  )

  it('never signs for profile old with the keys that were given twice', async () => {
    const { signers, stderr } = await run('list --profile old')
    expect(signers).not.toContain('AKIANEW')
    expect(stderr).not.toContain('SECRET')
  })
})

describe('a proxy in the environment (aws/aws-cli#3195)', () => {
  it('is not used for a host in NO_PROXY', async () => {
    const store = await startStore()
    store.add('k')
    const proxy = await startProxy()
    const environment = {
      HTTP_PROXY: proxy.url,
      HTTPS_PROXY: proxy.url,
      NO_PROXY: 'localhost,.localhost,127.0.0.1',
    }
    expect(await store.run('list --bucket bkt', { environment })).toMatchObject({ code: 0 })
    expect(proxy.requests).toEqual([])
  })

  it.each(['list', 'doctor'])('%s names it, if it refuses the connection', async (command) => {
    const proxy = await startProxy()
    const environment = {
      HTTPS_PROXY: proxy.url,
      AWS_ENDPOINT_URL: 'https://s3.example.invalid',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      HOME: '/nonexistent',
    }
    const { code, stdout, stderr } = await cwmpu(`${command} --bucket bkt --addressing path --timeout 2s`, {
      clock: realTime(),
      environment,
    })
    expect(code).toBe(6)
    expect(stdout + stderr).toMatch(/proxy/i)
  })
})

/** Starts a proxy that refuses all requests until the test ends. */
async function startProxy(): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = []
  const proxy: Server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    outgoing.writeHead(503, { 'content-type': 'text/html' })
    outgoing.end('<html><title>The requested URL could not be retrieved</title></html>')
  })
  proxy.on('connect', (incoming, socket) => {
    requests.push(`CONNECT ${incoming.url ?? ''}`)
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, requests }
}
