import { describe, expect, it } from 'vitest'
import { both, type Condition, lists, refuse, say } from '../support/faults.js'
import { checksIn } from '../support/checks.js'
import { makeHome } from '../support/home.js'
import { start } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'
import { startTls, trustingEnvironment } from '../support/tls-server.js'

const KEY = { AWS_ACCESS_KEY_ID: 'CWABCDEFGHIJKLMN', AWS_SECRET_ACCESS_KEY: 'secretCanary' }

const signed: Condition = ({ headers }) => headers.authorization !== undefined
const asksForRules: Condition = ({ url }) => url?.endsWith('?lifecycle=') === true

/** A configuration with one rule that aborts. */
const rule = (status = 'Enabled', prefix = '') =>
  `<LifecycleConfiguration><Rule><ID>sweep</ID><Filter><Prefix>${prefix}</Prefix></Filter><Status>${status}</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>`

describe('cwmpu doctor, where all is well', () => {
  it('shows what is decided, by what, and that it works', async () => {
    const store = await startRealTimeStore()
    const { code, stdout, stderr } = await store.run('doctor', { environment: KEY })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const port = new URL(store.endpoint).port
    expect(stdout.replace(/opens in \d+ ms/, 'opens in 1 ms')).toBe(
      [
        `Endpoint      http://localhost:${port}  AWS_ENDPOINT_URL`,
        `Addressing    path${' '.repeat(13 + port.length)}  the default`,
        `Region        US-EAST-04A${' '.repeat(6 + port.length)}  the default`,
        `Credentials   CWAB…KLMN${' '.repeat(8 + port.length)}  AWS_ACCESS_KEY_ID in the environment`,
        '',
        '✓ credentials CWAB…KLMN',
        '✓ name        localhost is 127.0.0.1',
        `✓ connection  port ${port} opens in 1 ms`,
        '– TLS         none: plain http',
        "✓ clock       agrees with the store's",
        '✓ signature   accepted',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['without a rule', undefined, '– abort rule  none: what is left behind stays, until somebody aborts it'],
    ['with a rule', rule(), '✓ abort rule  sweep: after 7 days, every key'],
    [
      'with one for some keys',
      rule('Enabled', 'tmp/'),
      '✓ abort rule  sweep: after 7 days, keys that begin with tmp/',
    ],
    ['with one that is off', rule('Disabled'), '– abort rule  sweep: after 7 days, every key, but disabled'],
  ])('looks at a bucket %s', async (_, lifecycle, line) => {
    const store = await startRealTimeStore()
    store.bucket.lifecycle = lifecycle
    const { code, stdout } = await store.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(checksIn(stdout).slice(-2)).toEqual([
      '✓ bucket      bkt is there, and its uploads may be listed',
      line,
    ])
  })

  it('does not need to see the rules', async () => {
    const store = await startRealTimeStore()
    store.meet(asksForRules, refuse(403, 'AccessDenied'))
    const { code, stdout } = await store.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(/– abort rule {2}not known: asked for it, the store answered AccessDenied\n$/)
  })

  it('knows a listing from a lifecycle configuration, which Swift does not', async () => {
    const store = await startRealTimeStore()
    store.meet(asksForRules, say(200, '<?xml version="1.0"?><ListBucketResult></ListBucketResult>'))
    const { code, stdout } = await store.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(/– abort rule {2}not known: asked for it, the store answered something else\n$/)
  })

  it('says so of a store by TLS', async () => {
    const endpoint = await startTls('good', (await startRealTimeStore()).handle)
    const environment = { ...KEY, ...trustingEnvironment }
    const { code, stdout } = await start(`doctor --bucket bkt --endpoint ${endpoint}`, environment).ended
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^✓ TLS {9}TLSv1\.3, certificate by cwmpu tests until Jan {2}1 00:00:00 2100 GMT$/m,
    )
  })
})

describe('cwmpu doctor', () => {
  it('says it as JSON', async () => {
    const store = await startRealTimeStore()
    store.meet(both(signed, lists), refuse(404, 'NoSuchBucket'))
    const { code, stdout, stderr } = await store.run('doctor --bucket bkt --json', { environment: KEY })
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Endpoint: { Value: store.endpoint, From: 'AWS_ENDPOINT_URL' },
      Addressing: { Value: 'path', From: 'the default' },
      Region: { Value: 'US-EAST-04A', From: 'the default' },
      Credentials: { Value: 'CWAB…KLMN', From: 'AWS_ACCESS_KEY_ID in the environment' },
      Checks: [
        { Name: 'credentials', Result: 'well', Detail: 'CWAB…KLMN' },
        { Name: 'name', Result: 'well', Detail: 'localhost is 127.0.0.1' },
        {
          Name: 'connection',
          Result: 'well',
          Detail: expect.stringMatching(/^port \d+ opens in \d+ ms$/) as string,
        },
        { Name: 'TLS', Result: 'noted', Detail: 'none: plain http' },
        { Name: 'clock', Result: 'well', Detail: "agrees with the store's" },
        { Name: 'signature', Result: 'well', Detail: 'accepted' },
        {
          Name: 'bucket',
          Result: 'wrong',
          Detail: `There is no bucket "bkt" at ${store.endpoint}: check its name and --endpoint.`,
        },
      ],
    })
  })

  it('keeps to the width of a terminal', async () => {
    const store = await startRealTimeStore()
    store.meet(signed, refuse(403, 'AccessDenied'))
    const { stdout } = await store.run('doctor --bucket bkt', { tty: true })
    expect(stdout).toMatch(/✗ bucket {6}The credentials .*\n {14}\S.*\n/)
    expect(Math.max(...checksIn(stdout).map((line) => line.length))).toBeLessThanOrEqual(80)
  })
})

it('doctor shows credentials that have to be asked for once they are there', async () => {
  const store = await startRealTimeStore()
  const answer = '{"Version":1,"AccessKeyId":"CWABCDEFGHIJKLMN","SecretAccessKey":"s"}'
  const HOME = makeHome({ '.aws/config': `[profile p]\ncredential_process = echo '${answer}'\n` })
  const { code, stdout } = await store.run('doctor --profile p', { environment: { HOME } })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Credentials +asked for +credential_process of profile p/)
  expect(stdout).toMatch(/CWAB…KLMN/)
})
