import type http from 'node:http'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../src/sandbox/server.js'
import { refuse } from '../../support/faults.js'
import { makeHome } from '../../support/home.js'
import { start } from '../../support/process.js'
import { startRealTimeStore, type TestStore } from '../../support/store.js'

/** The access keys that requests were signed with, in order, each once. */
function watchKeys(store: TestStore): string[] {
  const keys: string[] = []
  store.meet(
    ({ headers }) => {
      const key = /Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1] ?? ''
      if (!keys.includes(key)) keys.push(key)
      return false
    },
    () => undefined,
  )
  return keys
}

describe('the first set-up of the CoreWeave page', () => {
  it('--profile cw reaches the endpoint of cw.config with the key of cw.credentials', async () => {
    const store = await startRealTimeStore()
    const keys = watchKeys(store)
    const HOME = makeHome({
      '.coreweave/cw.credentials': '[cw]\naws_access_key_id = CWKEY\naws_secret_access_key = s\n',
      '.coreweave/cw.config': `[profile cw]\nendpoint_url = ${store.endpoint}\ns3 =\n    addressing_style = virtual\n`,
    })
    expect(await start('list --bucket bkt --profile cw', { HOME }).ended).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(keys).toEqual(['CWKEY'])
    expect(store.requests).toEqual(['GET /?encoding-type=url&max-uploads=1000&uploads='])
  })
})

describe('credential_process', () => {
  it.each(['[profile p]', '[p]'])('under %s is run, and its keys are used', async (section) => {
    const store = await startRealTimeStore()
    const keys = watchKeys(store)
    const answer = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s","SessionToken":"t"}'
    const HOME = makeHome({
      '.aws/config': `${section}\ncredential_process = echo '${answer}'\nendpoint_url = ${store.endpoint}\n`,
    })
    expect(await start('list --bucket bkt --profile p', { HOME }).ended).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(keys).toEqual(['PROCESS'])
  })

  it('that fails is named, without its command line', async () => {
    const HOME = makeHome({ '.aws/config': '[profile p]\ncredential_process = false --secret canary\n' })
    expect(await start('list --bucket bkt --profile p', { HOME }).ended).toEqual({
      code: 4,
      stdout: '',
      stderr:
        'error: No credentials came from credential_process of profile p in ~/.aws/config: see that it works by itself.\n',
    })
  })
})

describe('credentials of a container', () => {
  /** A place that hands out keys, another each time, to whoever shows the token. */
  async function startIdentityServer(token: string) {
    const tokens: (string | undefined)[] = []
    const server = await listen((incoming, outgoing) => {
      tokens.push(incoming.headers.authorization)
      const Expiration = new Date(Date.now() + 3_600_000).toISOString()
      const answer = { AccessKeyId: `POD${tokens.length}`, SecretAccessKey: 's', Token: '', Expiration }
      outgoing.writeHead(incoming.headers.authorization === token ? 200 : 403).end(JSON.stringify(answer))
    })
    return { tokens, url: `${server.endpoint.replace('localhost', '127.0.0.1')}/v1`, close: server.close }
  }

  it('come with the token of the file, without the newline at its end', async () => {
    const store = await startRealTimeStore()
    const keys = watchKeys(store)
    const identity = await startIdentityServer('jwt')
    const HOME = makeHome({ token: 'jwt\n' })
    const { code } = await start('list --bucket bkt', {
      HOME,
      AWS_ENDPOINT_URL: store.endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: identity.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${HOME}/token`,
    }).ended
    await identity.close()
    expect({ code, keys, tokens: identity.tokens }).toEqual({ code: 0, keys: ['POD1'], tokens: ['jwt'] })
  })

  it('F36 are fetched anew when the store says that they have expired', async () => {
    const store = await startRealTimeStore()
    store.addMany(30)
    const keys = watchKeys(store)
    const isOld = ({ headers }: http.IncomingMessage) => headers.authorization?.includes('POD1/') === true
    store.meet((incoming) => isOld(incoming) && store.requests.length > 10, refuse(400, 'ExpiredToken'))
    const identity = await startIdentityServer('Bearer api-token')
    const { code } = await start('abort-all --bucket bkt --yes', {
      AWS_ENDPOINT_URL: store.endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: identity.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer api-token',
    }).ended
    await identity.close()
    expect({ code, left: store.left, keys, fetched: identity.tokens.length }).toEqual({
      code: 0,
      left: 0,
      keys: ['POD1', 'POD2'],
      fetched: 2,
    })
  })
})
