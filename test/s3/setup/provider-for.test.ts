import type http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../src/sandbox/server.js'
import { providerFor } from '../../../src/s3/setup/credential-provider.js'
import { makeHome } from '../../support/home.js'

const store = new URL('https://cwobject.com')
const amazon = new URL('https://s3.us-east-1.amazonaws.com')

/** Hands out keys, and keeps what it was asked with. */
async function startIdentityServer() {
  const asked: (string | undefined)[] = []
  const hand: http.RequestListener = ({ headers }, outgoing) => {
    asked.push(headers.authorization)
    const Expiration = new Date(Date.now() + 3_600_000).toISOString()
    outgoing.end(JSON.stringify({ AccessKeyId: 'HANDED', SecretAccessKey: 's', Token: '', Expiration }))
  }
  const { endpoint, close } = await listen(hand)
  onTestFinished(close)
  return { asked, url: endpoint.replace('localhost', '127.0.0.1') }
}

describe('credentials come', () => {
  it('from a process', async () => {
    const answer = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}'
    const home = makeHome({ config: `[p]\ncredential_process = echo '${answer}'\n` })
    const source = { kind: 'process', section: 'p', path: `${home}/config`, from: 'p' } as const
    expect(await providerFor(source, store)()).toMatchObject({ accessKeyId: 'PROCESS' })
  })

  it('from a container, for the token in a file, without the newline at its end', async () => {
    const { asked, url } = await startIdentityServer()
    const tokenFile = `${makeHome({ token: 'jwt\n' })}/token`
    const source = { kind: 'container', url, tokenFile, from: 'c' } as const
    expect(await providerFor(source, store)()).toMatchObject({ accessKeyId: 'HANDED' })
    expect(asked).toEqual(['jwt'])
  })

  it('from a container, for a token, or for none', async () => {
    const { asked, url } = await startIdentityServer()
    await providerFor({ kind: 'container', url, token: 'Bearer t', from: 'c' }, store)()
    await providerFor({ kind: 'container', url, from: 'c' }, store)()
    expect(asked).toEqual(['Bearer t', undefined])
  })

  it('not from AWS for another store', async () => {
    const source = { kind: 'amazon', profile: 'sso', from: 'profile sso' } as const
    await expect(providerFor(source, store)()).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('lead into no other store') as string,
    })
  })

  it('from AWS for Amazon, if the profile is there', async () => {
    const source = { kind: 'amazon', profile: 'no-such-profile', from: 'profile sso' } as const
    await expect(providerFor(source, amazon)()).rejects.toThrow('no-such-profile')
  })
})
