import { describe, expect, it } from 'vitest'
import { connect, type ConnectOptions, CliError } from '../../src/index.js'
import { collect } from '../support/collect.js'
import { respondWithError } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { startRealTimeServer } from '../support/server.js'

describe('connect', () => {
  it('reads missing settings from the environment and its files', async () => {
    const server = await startRealTimeServer()
    const HOME = makeHome({
      '.coreweave/cw.credentials': '[cw]\naws_access_key_id = AKIDOFPROFILE\naws_secret_access_key = x\n',
      '.coreweave/cw.config': `[profile cw]\nendpoint_url = ${server.endpoint}\n`,
    })
    expect(await connect({ environment: { HOME } })).toMatchObject({
      endpoint: server.endpoint,
      credentials: 'profile cw in ~/.coreweave/cw.credentials',
      notes: [],
    })
  })

  it.each<[object, string]>([
    [{ endpont: 'lota' }, 'Unknown option endpont. Use endpoint, region,'],
    [{ profile: null }, 'profile is no string.'],
    [{ endpoint: null }, 'endpoint is no string.'],
    [{ s3cfg: false }, 's3cfg is false. Leave it out.'],
    [{ credentials: null }, 'credentials is no object or function.'],
    [{ allowHttp: 'false' }, 'allowHttp is no boolean.'],
    [{ addressing: 'Path' }, 'addressing is not virtual or path.'],
  ])('rejects %j', async (options, message) =>
    expect(connect(options as ConnectOptions)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message) as string,
    }),
  )

  it('prefers the credentials that are passed', async () => {
    const server = await startRealTimeServer()
    const given = { accessKeyId: 'given', secretAccessKey: 'x' }
    server.injectFault(
      ({ headers }) => !headers.authorization?.includes('Credential=given/'),
      respondWithError(403, 'AccessDenied'),
    )
    const connected = await connect({ environment: server.environment, credentials: given })
    expect(connected.credentials).toBe('the caller')
    expect(await collect(connected.bucket('bkt').list())).toEqual([])
  })

  it('calls the function for credentials again after ExpiredToken', async () => {
    const server = await startRealTimeServer()
    const keys = ['old', 'new']
    server.injectFault(
      ({ headers }) => headers.authorization?.includes('=old/') === true,
      respondWithError(400, 'ExpiredToken'),
    )
    const credentials = () => Promise.resolve({ accessKeyId: keys.shift() ?? '', secretAccessKey: 'x' })
    const { bucket } = await connect({ endpoint: server.endpoint, credentials, environment: {} })
    expect(await collect(bucket('bkt').list())).toEqual([])
    expect(keys).toEqual([])
  })

  it('logs every request, without a secret', async () => {
    const server = await startRealTimeServer()
    const lines: string[] = []
    const { bucket } = await connect({ environment: server.environment, log: (line) => lines.push(line) })
    await collect(bucket('bkt').list())
    expect(lines).toEqual([expect.stringMatching(/^GET http:\/\/localhost:\d+\/bkt\/\?.*uploads= 200 after /)])
  })

  it.each([
    [{ timeout: '90' }, 'usage', /^Invalid --timeout 90\. It has no unit\./],
    [
      { endpoint: 'http://store.example' },
      'safety-check',
      /^Refusing to send credentials to http:\/\/store\.example\. The connection is not encrypted\. Use https, or pass --allow-http\.$/,
    ],
    [
      { profile: 'absent' },
      'access-denied',
      /^Profile "absent" \(from --profile\) not found\. No profiles are configured\. Run: aws configure --profile absent$/,
    ],
  ])('rejects %j', async (options, kind, message) => {
    const connecting = connect({ ...options, environment: { HOME: '/nonexistent' } })
    await expect(connecting).rejects.toBeInstanceOf(CliError)
    await expect(connecting).rejects.toMatchObject({ kind, message: expect.stringMatching(message) as string })
  })

  it('rejects bucket names that are invalid for the addressing', async () => {
    const { environment } = await startRealTimeServer()
    const { bucket } = await connect({ environment, addressing: 'virtual' })
    expect(() => bucket('My_Bucket')).toThrow('Invalid bucket name "My_Bucket" for virtual addressing.')
    expect((await connect({ environment })).bucket('My_Bucket').name).toBe('My_Bucket')
    expect(() => bucket('s3://my-bucket')).toThrow('Invalid bucket name')
  })
})
