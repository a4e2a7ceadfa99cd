import { describe, expect, it } from 'vitest'
import { doctorChecks } from '../support/cwmpu.js'
import { allOf, type Condition, lists, respondWithError, respond } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { start } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'
import { startTlsServer, trustingEnvironment } from '../support/tls-server.js'

const KEY = { AWS_ACCESS_KEY_ID: 'CWABCDEFGHIJKLMN', AWS_SECRET_ACCESS_KEY: 'secretCanary' }

const signed: Condition = ({ headers }) => headers.authorization !== undefined
const asksForRules: Condition = ({ url }) => url?.endsWith('?lifecycle=') === true

/** A configuration with one rule that aborts. */
const rule = (status = 'Enabled', prefix = '') =>
  `<LifecycleConfiguration><Rule><ID>sweep</ID><Filter><Prefix>${prefix}</Prefix></Filter><Status>${status}</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>`

describe('cwmpu doctor, without problems', () => {
  it('prints the settings, their sources and the checks', async () => {
    const server = await startRealTimeServer()
    const { code, stdout, stderr } = await server.run('doctor', { environment: KEY })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const port = new URL(server.endpoint).port
    expect(stdout.replace(/in \d+ ms/, 'in 1 ms')).toBe(
      [
        `Endpoint      http://localhost:${port}  AWS_ENDPOINT_URL`,
        `Addressing    path${' '.repeat(13 + port.length)}  the default`,
        `Region        US-EAST-04A${' '.repeat(6 + port.length)}  the default`,
        `Credentials   CWAB…KLMN${' '.repeat(8 + port.length)}  AWS_ACCESS_KEY_ID`,
        '',
        '✓ credentials CWAB…KLMN',
        '✓ name        localhost resolves to 127.0.0.1',
        `✓ connection  connected to port ${port} in 1 ms`,
        '– TLS         none, plain http',
        '✓ signature   accepted',
        '✓ clock       agrees with the server',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['without a rule', undefined, '– lifecycle   no rule aborts incomplete uploads'],
    ['with a rule', rule(), '✓ lifecycle   sweep: after 7 days, every key'],
    [
      'with a rule for some keys',
      rule('Enabled', 'tmp/'),
      '✓ lifecycle   sweep: after 7 days, keys that start with tmp/',
    ],
    ['with a disabled rule', rule('Disabled'), '– lifecycle   sweep: after 7 days, every key, but disabled'],
  ])('checks a bucket %s', async (_, lifecycle, line) => {
    const server = await startRealTimeServer()
    server.bucket.lifecycle = lifecycle
    const { code, stdout } = await server.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(doctorChecks(stdout).slice(-2)).toEqual(['✓ bucket      uploads in bkt can be listed', line])
  })

  it('does not require permission to read the rules', async () => {
    const server = await startRealTimeServer()
    server.injectFault(asksForRules, respondWithError(403, 'AccessDenied'))
    const { code, stdout } = await server.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(/– lifecycle {3}unknown, the server returned AccessDenied\n$/)
  })

  it('does not read a listing as a lifecycle configuration: Swift returns one', async () => {
    const server = await startRealTimeServer()
    server.injectFault(asksForRules, respond(200, '<?xml version="1.0"?><ListBucketResult></ListBucketResult>'))
    const { code, stdout } = await server.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(/– lifecycle {3}unknown, the server returned an invalid response\n$/)
  })

  it('prints the TLS version and the certificate', async () => {
    const endpoint = await startTlsServer('good', (await startRealTimeServer()).handle)
    const environment = { ...KEY, ...trustingEnvironment }
    const { code, stdout } = await start(`doctor --bucket bkt --endpoint ${endpoint}`, environment).ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✓ TLS {9}TLSv1\.3, certificate by cwmpu tests, valid until Jan {2}1 00:00:00 2100 GMT$/m)
  })
})

describe('cwmpu doctor', () => {
  it('prints JSON', async () => {
    const server = await startRealTimeServer()
    server.injectFault(allOf(signed, lists), respondWithError(404, 'NoSuchBucket'))
    const { code, stdout, stderr } = await server.run('doctor --bucket bkt --json', { environment: KEY })
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Endpoint: { Value: server.endpoint, From: 'AWS_ENDPOINT_URL' },
      Addressing: { Value: 'path', From: 'the default' },
      Region: { Value: 'US-EAST-04A', From: 'the default' },
      Credentials: { Value: 'CWAB…KLMN', From: 'AWS_ACCESS_KEY_ID' },
      Checks: [
        { Name: 'credentials', Result: 'ok', Detail: 'CWAB…KLMN' },
        { Name: 'name', Result: 'ok', Detail: 'localhost resolves to 127.0.0.1' },
        {
          Name: 'connection',
          Result: 'ok',
          Detail: expect.stringMatching(/^connected to port \d+ in \d+ ms$/) as string,
        },
        { Name: 'TLS', Result: 'info', Detail: 'none, plain http' },
        { Name: 'signature', Result: 'ok', Detail: 'accepted' },
        { Name: 'clock', Result: 'ok', Detail: 'agrees with the server' },
        {
          Name: 'bucket',
          Result: 'failed',
          Detail: `Bucket "bkt" not found at ${server.endpoint}. Check the name and --endpoint.`,
        },
      ],
    })
  })

  it('wraps lines to the width of a terminal', async () => {
    const server = await startRealTimeServer()
    server.injectFault(signed, respondWithError(403, 'AccessDenied'))
    const { stdout } = await server.run('doctor --bucket bkt', { tty: true })
    expect(stdout).toMatch(/✗ bucket {6}Cannot list uploads in "bkt"\. The .*\n {14}\S.*\n/)
    expect(Math.max(...doctorChecks(stdout).map((line) => line.length))).toBeLessThanOrEqual(80)
  })
})

it('doctor prints the key of credentials that are fetched', async () => {
  const server = await startRealTimeServer()
  const answer = '{"Version":1,"AccessKeyId":"CWABCDEFGHIJKLMN","SecretAccessKey":"s"}'
  const HOME = makeHome({ '.aws/config': `[profile p]\ncredential_process = echo '${answer}'\n` })
  const { code, stdout } = await server.run('doctor --profile p', { environment: { HOME } })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Credentials +fetched when used +credential_process of profile p/)
  expect(stdout).toMatch(/CWAB…KLMN/)
})
