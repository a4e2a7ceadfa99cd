import { describe, expect, it } from 'vitest'
import { providerFor } from '../../src/config/credential-provider.js'
import type { CredentialSource } from '../../src/config/credential-source.js'
import { makeHome } from '../support/home.js'
import { startIdentityServer } from './identity-server.js'

const coreweave = new URL('https://cwobject.com')
const amazon = new URL('https://s3.us-east-1.amazonaws.com')

const fetchFrom = (source: CredentialSource, endpoint = coreweave) => providerFor(source, endpoint)()

describe('providerFor', () => {
  it('returns static keys', async () => {
    const identity = { accessKeyId: 'STATIC', secretAccessKey: 's' }
    expect(await fetchFrom({ kind: 'static', identity, source: 's' })).toBe(identity)
  })

  it('returns the provider of the caller', () => {
    const provider = () => Promise.resolve({ accessKeyId: 'GIVEN', secretAccessKey: 's' })
    expect(providerFor({ kind: 'given', provider, source: 'the caller' }, coreweave)).toBe(provider)
  })

  it('runs a credential_process', async () => {
    const output = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}'
    const home = makeHome({ config: `[p]\ncredential_process = echo '${output}'\n` })
    const source = { kind: 'process', section: 'p', path: `${home}/config`, source: 'p' } as const
    expect(await fetchFrom(source)).toMatchObject({ accessKeyId: 'PROCESS' })
  })

  it('sends the token of a file without the newline at its end', async () => {
    const { tokens, url } = await startIdentityServer()
    const tokenFile = `${makeHome({ token: 'jwt\n' })}/token`
    expect(await fetchFrom({ kind: 'container', url, tokenFile, source: 'c' })).toMatchObject({
      accessKeyId: 'POD1',
    })
    expect(tokens).toEqual(['jwt'])
  })

  it.each([['Bearer t'], [undefined]])('sends the token %s', async (token) => {
    const { tokens, url } = await startIdentityServer()
    await fetchFrom({ kind: 'container', url, source: 'c', ...(token !== undefined && { token }) })
    expect(tokens).toEqual([token])
  })

  it('rejects a file with a token that does not exist', async () => {
    const { tokens, url } = await startIdentityServer()
    const source = { kind: 'container', url, tokenFile: '/nonexistent/token', source: 'c' } as const
    await expect(fetchFrom(source)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(tokens).toEqual([])
  })

  it('rejects credentials of AWS if the endpoint is not Amazon', async () => {
    const source = { kind: 'amazon', profile: 'sso', source: 'profile sso' } as const
    await expect(fetchFrom(source)).rejects.toMatchObject({
      kind: 'access-denied',
      message: expect.stringContaining('for Amazon S3 only') as string,
    })
  })

  it('loads the profile of AWS if the endpoint is Amazon', async () => {
    const source = { kind: 'amazon', profile: 'no-such-profile', source: 'profile sso' } as const
    await expect(fetchFrom(source, amazon)).rejects.toThrow('no-such-profile')
  })
})
