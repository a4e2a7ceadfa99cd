import { describe, expect, it } from 'vitest'
import { checksIn } from '../support/checks.js'
import { NOON } from '../support/clock.js'
import { type Condition, type Fault, hang, html, refuse } from '../support/faults.js'
import { start } from '../support/process.js'
import { startRealTimeStore, startStore } from '../support/store.js'
import { startTls, trustingEnvironment } from '../support/tls-server.js'

const trusting = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...trustingEnvironment }
const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
const signed: Condition = ({ headers }) => headers.authorization !== undefined

describe('cwmpu doctor says what is wrong, the way out, and ends with the exit code of that', () => {
  // A trouble a line.
  // prettier-ignore
  it.each<[what: string, words: string, Fault, code: number, lastLine: RegExp]>([
    ['wrong secret', 'doctor', refuse(403, 'SignatureDoesNotMatch'), 4, /^✗ signature {3}.* the secret key \(from AWS_ACCESS_KEY_ID in the environment\) does not belong to/],
    ['unknown key', 'doctor', refuse(403, 'InvalidAccessKeyId'), 4, /^✗ signature {3}.* does not know the access key/],
    ['stale token', 'doctor', refuse(400, 'InvalidToken'), 4, /^✗ signature {3}.* unset a stale AWS_SESSION_TOKEN\.$/],
    ['no bucket may be listed, which is fine', 'doctor', refuse(403, 'AccessDenied'), 0, /^✓ signature {3}accepted$/],
    ['a portal that answers everything', 'doctor', html(200), 7, /^✗ signature {3}What .* when asked to list buckets cannot be trusted/],
    ['a portal, asked for a bucket', 'doctor --bucket bkt', html(200), 7, /^✗ signature {3}What .* uploads of bucket "bkt" cannot be trusted/],
    ['a gateway in trouble', 'doctor', html(502), 6, /^✗ signature {3}.* answered HTTP 502 when asked to list buckets: run this again later/],
    ['no such bucket', 'doctor --bucket bkt', refuse(404, 'NoSuchBucket'), 5, /^✗ bucket {6}There is no bucket "bkt" at /],
    ['listing denied', 'doctor --bucket bkt', refuse(403, 'AccessDenied'), 4, /^✗ bucket {6}.* ask for s3:ListBucketMultipartUploads/],
    ['a store without multipart uploads', 'doctor --bucket bkt', refuse(501, 'NotImplemented'), 7, /^✗ bucket {6}.* cannot list uploads of bucket/],
  ])('%s', async (_, words, fault, code, line) => {
    const store = await startRealTimeStore()
    store.meet(signed, fault)
    const result = await store.run(words)
    expect(result).toMatchObject({ code, stderr: '' })
    expect(checksIn(result.stdout).at(-1)).toMatch(line)
  })

  it('no credentials, whether or not the store can be reached', async () => {
    const store = await startRealTimeStore()
    for (const [endpoint, last] of [
      [store.endpoint, /^✓ clock/],
      ['http://localhost:1', /^✗ connection {2}http:\/\/localhost:1 refuses connections/],
    ] as const) {
      const { code, stdout } = await store.run(`doctor --bucket bkt --endpoint ${endpoint}`, {
        environment: none,
      })
      expect(code).toBe(4)
      expect(stdout).toMatch(/^Credentials {3}none .* nowhere$/m)
      expect(checksIn(stdout)[0]).toMatch(
        /^✗ credentials No credentials were found: looked at --profile, .*~\/\.aws\/config\.$/,
      )
      expect(checksIn(stdout).at(-1)).toMatch(last)
    }
  })

  it('half a key pair', async () => {
    const store = await startRealTimeStore()
    const { code, stdout } = await store.run('doctor', { environment: { AWS_SECRET_ACCESS_KEY: '' } })
    expect(code).toBe(4)
    expect(stdout).toMatch(
      /^✗ credentials Half a key pair: the environment has AWS_ACCESS_KEY_ID, but no AWS_SECRET/m,
    )
  })

  it.each([
    [
      'connection refused',
      'http://localhost:1',
      6,
      /^✗ connection {2}http:\/\/localhost:1 refuses connections: check/,
    ],
    [
      'no address',
      'https://s3.nowhere.invalid',
      6,
      /^✗ name {8}bkt\.s3\.nowhere\.invalid has no address: check/,
    ],
    [
      'LOTA from elsewhere',
      'lota',
      6,
      /^✗ name {8}bkt\.cwlota\.com has no address here: .* --endpoint primary elsewhere\.$/,
    ],
  ])('%s', async (_, endpoint, code, line) => {
    const store = await startRealTimeStore()
    const result = await store.run(`doctor --bucket bkt --endpoint ${endpoint}`)
    expect(result).toMatchObject({ code, stderr: '' })
    expect(checksIn(result.stdout).at(-1)).toMatch(line)
  })

  it.each([
    ['self-signed', /\(DEPTH_ZERO_SELF_SIGNED_CERT\).* goes into NODE_EXTRA_CA_CERTS\.$/],
    ['expired', /\(CERT_HAS_EXPIRED\)/],
    ['other-host', /\(ERR_TLS_CERT_ALTNAME_INVALID\)/],
  ])('a certificate that is not trusted: %s', async (certificate, reason) => {
    const store = await startRealTimeStore()
    const endpoint = await startTls(certificate, store.handle)
    const { code, stdout } = await start(`doctor --endpoint ${endpoint}`, trusting).ended
    const last = checksIn(stdout).at(-1) ?? ''
    expect({ code, requests: store.requests }).toEqual({ code: 7, requests: [] })
    expect(last).toMatch(/^✗ TLS {9}The certificate of https:\/\/localhost:\d+ is not trusted /)
    expect(last).toMatch(reason)
  })

  it('plain http where TLS is expected', async () => {
    const store = await startRealTimeStore()
    const { code, stdout } = await store.run(`doctor --endpoint ${store.endpoint.replace('http:', 'https:')}`)
    expect(code).toBe(7)
    expect(stdout).toMatch(/^✗ TLS {9}.* does not speak TLS/m)
  })

  it('never answers', async () => {
    const store = await startRealTimeStore()
    store.meet(() => true, hang)
    const { code, stdout } = await store.run('doctor --timeout 1s')
    expect(code).toBe(6)
    expect(stdout).toMatch(/^✗ clock {7}.* said nothing for/m)
  })

  it.each([
    [1_200_000, /^– clock {7}this machine is 20m behind the store, which is allowed for$/m],
    [-1_200_000, /^– clock {7}this machine is 20m ahead of the store, which is allowed for$/m],
    [60_000, /^✓ clock {7}agrees with the store's$/m],
  ])('a clock that is off by %d ms is told', async (skew, line) => {
    const store = await startStore({ now: () => NOON + skew })
    const { code, stdout } = await store.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(line)
  })
})
