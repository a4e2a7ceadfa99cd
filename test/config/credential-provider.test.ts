import { describe, expect, it, onTestFinished } from 'vitest'
import { providerFor } from '../../src/config/credential-provider.js'
import type { CredentialSource } from '../../src/config/credential-source.js'
import { listen } from '../../src/sandbox/server.js'
import { makeHome } from '../support/home.js'
import { startIdentityServer } from './identity-server.js'

const coreweave = new URL('https://cwobject.com')
const amazon = new URL('https://s3.us-east-1.amazonaws.com')

const fetchFrom = (source: CredentialSource, endpoint = coreweave, signal = new AbortController().signal) =>
  providerFor(source, endpoint)(signal)

describe('providerFor', () => {
  it('returns static keys', async () => {
    const identity = { accessKeyId: 'STATIC', secretAccessKey: 's' }
    expect(await fetchFrom({ kind: 'static', identity, source: 's' })).toBe(identity)
  })

  it('calls the provider of the caller', async () => {
    const identity = { accessKeyId: 'GIVEN', secretAccessKey: 's' }
    const provider = () => Promise.resolve(identity)
    expect(await fetchFrom({ kind: 'given', provider, source: 'the caller' })).toBe(identity)
  })

  it('rejects fetched keys that would break a header, and names the source', async () => {
    const provider = () => Promise.resolve({ accessKeyId: 'A', secretAccessKey: 's', sessionToken: 'a\nb' })
    await expect(fetchFrom({ kind: 'given', provider, source: 'the caller' })).rejects.toMatchObject({
      kind: 'access-denied',
      message: 'Invalid credentials from the caller. SessionToken contains a line break. Set it again without it.',
    })
  })

  it('runs a credential_process', async () => {
    const output =
      '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s","SessionToken":"t","Expiration":"2050-01-01T00:00:00Z"}'
    expect(await fetchFrom({ kind: 'process', command: `echo '${output}'`, source: 'p' })).toEqual({
      accessKeyId: 'PROCESS',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date('2050-01-01T00:00:00Z'),
    })
  })

  it.each(['echo {}', 'echo null', 'echo', 'false', 'echo \'{"AccessKeyId":"A","SecretAccessKey":1}\''])(
    'rejects the output of the credential_process %s',
    async (command) => {
      await expect(fetchFrom({ kind: 'process', command, source: 'p' })).rejects.toThrow()
    },
  )

  it('ends a credential_process if the signal fires', async () => {
    const startedAt = performance.now()
    const fetching = fetchFrom(
      { kind: 'process', command: 'sleep 30; sleep 30', source: 'p' },
      coreweave,
      AbortSignal.timeout(200),
    )
    await expect(fetching).rejects.toThrow()
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('retries a server of credentials that fails, but not one that rejects the token', async () => {
    const statuses = [503, 403]
    const { endpoint, close } = await listen((_, outgoing) => outgoing.writeHead(statuses.shift() ?? 500).end())
    onTestFinished(close)
    await expect(fetchFrom({ kind: 'container', url: endpoint, source: 'c' })).rejects.toThrow('HTTP 403')
    expect(statuses).toEqual([])
  })

  it.each([
    ['http://169.254.169.254/x'],
    ['http://example.com'],
    ['ftp://localhost'],
    ['nonsense'],
    ['http://me:canary@example.com/x', 'http://…@example.com/x'],
    ['https://me:canary@example.com', 'https://…@example.com'],
    ['http://example.com/x?key=canary', 'http://example.com/x?…'],
  ])('does not send a token to %s, and shows no secret of it', async (url, shown = url) => {
    await expect(fetchFrom({ kind: 'container', url, token: 't', source: 'c' })).rejects.toMatchObject({
      kind: 'access-denied',
      message: `Invalid AWS_CONTAINER_CREDENTIALS_FULL_URI "${shown}". Use an https URL.`,
    })
  })

  it('sends the token of a file without the newline at its end', async () => {
    const { tokens, url } = await startIdentityServer()
    const tokenFile = `${makeHome({ token: 'jwt\n' })}/token`
    expect(await fetchFrom({ kind: 'container', url, tokenFile, source: 'c' })).toMatchObject({ accessKeyId: 'POD1' })
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
    await expect(fetchFrom(source)).rejects.toThrow(
      'Cannot read /nonexistent/token. The file with the token does not exist.',
    )
    expect(tokens).toEqual([])
  })

  it('rejects credentials of AWS if the endpoint is not Amazon', async () => {
    const source = { kind: 'amazon', profile: 'sso', tokenFile: undefined, source: 'profile sso' } as const
    await expect(fetchFrom(source)).rejects.toMatchObject({
      kind: 'access-denied',
      message: expect.stringContaining('for Amazon S3 only') as string,
    })
  })

  it('loads the profile of AWS if the endpoint is Amazon', async () => {
    const source = { kind: 'amazon', profile: 'no-such-profile', tokenFile: undefined, source: 'profile sso' } as const
    await expect(fetchFrom(source, amazon)).rejects.toThrow('no-such-profile')
  })
})
