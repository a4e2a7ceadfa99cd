import { describe, expect, it } from 'vitest'
import { realTimeClock } from '../../support/clock.js'
import { cwmpu } from '../../support/cwmpu.js'
import { makeHome } from '../../support/home.js'
import { startProxy } from '../../support/proxy.js'
import { startServer } from '../../support/server.js'

describe('a profile appended to a file without a final line break (aws/aws-cli#2996)', () => {
  const credentials = [
    '[old]\naws_access_key_id = AKIAOLD\naws_secret_access_key = OLDSECRETOLDSECRET',
    'note=11111111-1111-1111-1111-111111111111[new]\naws_access_key_id = AKIANEW\naws_secret_access_key = NEWSECRETNEWSECRET\n',
  ].join('\n')

  async function run(command: string) {
    const server = await startServer()
    server.add('k')
    const signers = new Set<string | undefined>()
    server.observe(({ headers }) => signers.add(/Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1]))
    const environment = { HOME: makeHome({ '.aws/credentials': credentials }), AWS_ENDPOINT_URL: server.endpoint }
    const result = await cwmpu(`${command} --bucket bkt`, { clock: server.clock, environment })
    return { ...result, signers: [...signers] }
  }

  it.each(['list', 'doctor', 'abort-all --yes'])(
    'is not found by %s, which names the existing profiles',
    async (command) => {
      const { code, stdout, stderr, signers } = await run(`${command} --profile new`)
      expect([2, 4]).toContain(code)
      expect(signers).toEqual([])
      expect(stdout + stderr).toMatch(/"new".* old/s)
      expect(stdout + stderr).not.toContain('SECRET')
    },
  )

  it('never signs requests of the profile before it', async () => {
    const { signers, stderr } = await run('list --profile old')
    expect(signers).not.toContain('AKIANEW')
    expect(stderr).not.toContain('SECRET')
  })
})

describe('a proxy in the environment (aws/aws-cli#3195)', () => {
  it('is not used for a host in NO_PROXY', async () => {
    const server = await startServer()
    server.add('k')
    const proxy = await startProxy({ refuse: 403 })
    const environment = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,.localhost,127.0.0.1' }
    expect(await server.run('list --bucket bkt', { environment })).toMatchObject({ code: 0 })
    expect(proxy.requests).toEqual([])
  })

  it.each(['list', 'doctor'])('is named by %s if it refuses the connection', async (command) => {
    const proxy = await startProxy({ refuse: 403 })
    const environment = {
      HTTPS_PROXY: proxy.url,
      AWS_ENDPOINT_URL: 'https://s3.example.invalid',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      HOME: '/nonexistent',
    }
    const { code, stdout, stderr } = await cwmpu(`${command} --bucket bkt --addressing path --timeout 2s`, {
      clock: realTimeClock(),
      environment,
    })
    expect(code).toBe(6)
    expect(stdout + stderr).toMatch(/proxy/i)
  })
})
