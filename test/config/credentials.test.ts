import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { respondWithError } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { start } from '../support/process.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'
import { startIdentityServer } from './identity-server.js'

/** Records the access keys that requests are signed with, in order, each once. */
function recordKeys(server: TestServer): string[] {
  const keys: string[] = []
  server.observe(({ headers }) => {
    const key = /Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1] ?? ''
    if (!keys.includes(key)) keys.push(key)
  })
  return keys
}

describe('cwmpu list --profile', () => {
  it('uses the endpoint of cw.config and the key of cw.credentials, as CoreWeave documents', async () => {
    const server = await startRealTimeServer()
    const keys = recordKeys(server)
    const HOME = makeHome({
      '.coreweave/cw.credentials': '[cw]\naws_access_key_id = CWKEY\naws_secret_access_key = s\n',
      '.coreweave/cw.config': `[profile cw]\nendpoint_url = ${server.endpoint}\ns3 =\n    addressing_style = virtual\n`,
    })
    expect(await start('list --bucket bkt --profile cw', { HOME }).ended).toMatchObject({ code: 0, stderr: '' })
    expect(keys).toEqual(['CWKEY'])
    const parameters = server.requests.map((request) => request.split(/[?&]/).sort())
    expect(parameters).toEqual([['GET /', 'encoding-type=url', 'max-uploads=1000', 'uploads=']])
  })

  it.each(['[profile p]', '[p]'])('uses the keys of credential_process under %s', async (section) => {
    const server = await startRealTimeServer()
    const keys = recordKeys(server)
    const output = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s","SessionToken":"t"}'
    const HOME = makeHome({
      '.aws/config': `${section}\ncredential_process = echo '${output}'\nendpoint_url = ${server.endpoint}\n`,
    })
    expect(await start('list --bucket bkt --profile p', { HOME }).ended).toMatchObject({ code: 0, stderr: '' })
    expect(keys).toEqual(['PROCESS'])
  })

  it('names a credential_process that fails, without its command line', async () => {
    const HOME = makeHome({ '.aws/config': '[profile p]\ncredential_process = false --secret canary\n' })
    expect(await start('list --bucket bkt --profile p', { HOME }).ended).toEqual({
      code: 4,
      stdout: '',
      stderr:
        'error: Cannot get credentials from credential_process of profile p in ~/.aws/config. Check that it works outside of cwmpu.\n',
    })
  })
})

describe('cwmpu with container credentials', () => {
  it('sends the token of a file without the newline at its end', async () => {
    const server = await startRealTimeServer()
    const keys = recordKeys(server)
    const { tokens, url } = await startIdentityServer()
    const HOME = makeHome({ token: 'jwt\n' })
    const { code } = await start('list --bucket bkt', {
      HOME,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${HOME}/token`,
    }).ended
    expect({ code, keys, tokens }).toEqual({ code: 0, keys: ['POD1'], tokens: ['jwt'] })
  })

  it('F36 fetches new credentials once if the server rejects the old ones as expired', async () => {
    const server = await startRealTimeServer()
    server.addMany(30)
    const keys = recordKeys(server)
    const isOld = ({ headers }: IncomingMessage) => headers.authorization?.includes('POD1/') === true
    server.injectFault(
      (incoming) => isOld(incoming) && server.requests.length > 10,
      respondWithError(400, 'ExpiredToken'),
    )
    const { tokens, url } = await startIdentityServer()
    const { code } = await start('abort-all --bucket bkt --yes', {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer api-token',
    }).ended
    expect({ code, left: server.left, keys, tokens }).toEqual({
      code: 0,
      left: 0,
      keys: ['POD1', 'POD2'],
      tokens: ['Bearer api-token', 'Bearer api-token'],
    })
  })
})
