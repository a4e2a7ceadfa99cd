import { describe, expect, it } from 'vitest'
import { NOON } from '../support/clock.js'
import { doctorChecks } from '../support/cwmpu.js'
import { type Condition, type Fault, hang, html, respondWithError } from '../support/faults.js'
import { start } from '../support/process.js'
import { startRealTimeServer, startServer } from '../support/server.js'
import { startTlsServer, trustingEnvironment } from '../support/tls-server.js'

const trusting = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...trustingEnvironment }
const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
const signed: Condition = ({ headers }) => headers.authorization !== undefined

describe('cwmpu doctor reports a problem and its fix, and exits with the code of the problem', () => {
  // One problem per line.
  // prettier-ignore
  it.each<[what: string, words: string, Fault, code: number, lastLine: RegExp]>([
    ['wrong secret', 'doctor', respondWithError(403, 'SignatureDoesNotMatch'), 4, /^✗ signature {3}http:.* rejected the signature\. The secret key from AWS_ACCESS_KEY_ID does not belong to the access key\.$/],
    ['unknown key', 'doctor', respondWithError(403, 'InvalidAccessKeyId'), 4, /^✗ signature {3}http:.* does not accept the access key from AWS_ACCESS_KEY_ID\. Use a key of this server\. A new key takes a few seconds\.$/],
    ['old token', 'doctor', respondWithError(400, 'InvalidToken'), 4, /^✗ signature {3}The session token from AWS_ACCESS_KEY_ID is invalid\. Get new credentials, or unset an old AWS_SESSION_TOKEN\.$/],
    ['an HTML page for every request', 'doctor', html(200), 7, /^✗ response {4}Cannot list buckets\. http:.* returned an invalid response \(an HTML page\)\. Check --endpoint\.$/],
    ['an HTML page for a bucket', 'doctor --bucket bkt', html(200), 7, /^✗ response {4}Cannot list uploads in "bkt"\. http:.* returned an invalid response \(an HTML page\)\. Check --endpoint\.$/],
    ['a failing gateway', 'doctor', html(502), 6, /^✗ response {4}Cannot list buckets\. http:.* returned HTTP 502\. Run the command again later\.$/],
    ['no such bucket', 'doctor --bucket bkt', respondWithError(404, 'NoSuchBucket'), 5, /^✗ bucket {6}Bucket "bkt" not found at http:.*\. Check the name and --endpoint\.$/],
    ['listing denied', 'doctor --bucket bkt', respondWithError(403, 'AccessDenied'), 4, /^✗ bucket {6}Cannot list uploads in "bkt"\. The credentials from AWS_ACCESS_KEY_ID lack s3:ListBucketMultipartUploads\. Grant it in an organization access policy or the bucket policy\. If they are limited to a prefix, use list, verify or abort-all with --prefix\.$/],
    ['a server without multipart uploads', 'doctor --bucket bkt', respondWithError(501, 'NotImplemented'), 7, /^✗ bucket {6}Cannot list uploads in "bkt"\. http:.* does not implement this request \(s3:ListBucketMultipartUploads\)\.$/],
  ])('%s', async (_, words, fault, code, line) => {
    const server = await startRealTimeServer()
    server.injectFault(signed, fault)
    const result = await server.run(words)
    expect(result).toMatchObject({ code, stderr: '' })
    expect(doctorChecks(result.stdout).at(-1)).toMatch(line)
  })

  it('accepts credentials that cannot list buckets', async () => {
    const server = await startRealTimeServer()
    server.injectFault(signed, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('doctor')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(doctorChecks(stdout).slice(-2)).toEqual(['✓ signature   accepted', '✓ clock       agrees with the server'])
  })

  it('checks the network if there are no credentials', async () => {
    const server = await startRealTimeServer()
    for (const [endpoint, last] of [
      [server.endpoint, '– TLS         none, plain http'],
      [
        'http://localhost:1',
        '✗ connection  Connection refused by http://localhost:1. Check --endpoint and that the server is running.',
      ],
    ] as const) {
      const { code, stdout } = await server.run(`doctor --bucket bkt --endpoint ${endpoint}`, { environment: none })
      expect(code).toBe(4)
      expect(stdout).toMatch(/^Credentials {3}none .* no source$/m)
      expect(doctorChecks(stdout)[0]).toBe(
        '✗ credentials No credentials found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure --profile cw',
      )
      expect(doctorChecks(stdout).at(-1)).toBe(last)
    }
  })

  it('reports incomplete credentials', async () => {
    const server = await startRealTimeServer()
    const { code, stdout } = await server.run('doctor', { environment: { AWS_SECRET_ACCESS_KEY: '' } })
    expect(code).toBe(4)
    expect(stdout).toMatch(
      /^✗ credentials Incomplete credentials\. AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not\. Set both\.$/m,
    )
  })

  it.each([
    [
      'connection refused',
      'http://localhost:1',
      6,
      '✗ connection  Connection refused by http://localhost:1. Check --endpoint and that the server is running.',
    ],
    [
      'no address',
      'https://s3.nowhere.invalid',
      6,
      '✗ name        bkt.s3.nowhere.invalid has no address. Check --endpoint, the name of the bucket and the network.',
    ],
    [
      'LOTA from elsewhere',
      'lota',
      6,
      '✗ name        bkt.cwlota.com has no address on this machine. LOTA is available only inside a CoreWeave cluster. Elsewhere use --endpoint primary.',
    ],
  ])('%s', async (_, endpoint, code, line) => {
    const server = await startRealTimeServer()
    const result = await server.run(`doctor --bucket bkt --endpoint ${endpoint}`)
    expect(result).toMatchObject({ code, stderr: '' })
    expect(doctorChecks(result.stdout).at(-1)).toBe(line)
  })

  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('reports a certificate that is %s', async (certificate, reason) => {
    const server = await startRealTimeServer()
    const endpoint = await startTlsServer(certificate, server.handle)
    const { code, stdout } = await start(`doctor --endpoint ${endpoint}`, trusting).ended
    expect({ code, requests: server.requests }).toEqual({ code: 7, requests: [] })
    expect(doctorChecks(stdout).at(-1)).toBe(
      `✗ TLS         The certificate of ${endpoint} is not trusted (${reason}). Check --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.`,
    )
  })

  it('does not report a certificate as verified if NODE_TLS_REJECT_UNAUTHORIZED is 0', async () => {
    const endpoint = await startTlsServer('self-signed', (await startRealTimeServer()).handle)
    const environment = { ...trusting, NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    const { stdout } = await start(`doctor --endpoint ${endpoint}`, environment).ended
    expect(doctorChecks(stdout)).toContain(
      '– TLS         not verified, because NODE_TLS_REJECT_UNAUTHORIZED is 0 (unset it to abort or verify)',
    )
  })

  it('reports a server that does not support TLS', async () => {
    const server = await startRealTimeServer()
    const { code, stdout } = await server.run(`doctor --endpoint ${server.endpoint.replace('http:', 'https:')}`)
    expect(code).toBe(7)
    expect(stdout).toMatch(
      /^✗ TLS {9}https:.* does not support TLS \(ERR_SSL_WRONG_VERSION_NUMBER\)\. If it is an http server, use http:\/\/ in --endpoint\.$/m,
    )
  })

  it('reports a server that never responds', async () => {
    const server = await startRealTimeServer()
    server.injectFault(() => true, hang)
    const { code, stdout } = await server.run('doctor --timeout 1s')
    expect(code).toBe(6)
    expect(stdout).toMatch(
      /^✗ response {4}http:.* timed out\. No complete response within 1s\. Run the command again, or raise --timeout\.$/m,
    )
  })

  it.each([
    [1_200_000, /^– clock {7}this machine is 20m behind the server \(compensated\)$/m],
    [-1_200_000, /^– clock {7}this machine is 20m ahead of the server \(compensated\)$/m],
    [60_000, /^✓ clock {7}agrees with the server$/m],
  ])('reports a clock difference of %d ms', async (skew, line) => {
    const server = await startServer({ now: () => NOON + skew })
    const { code, stdout } = await server.run('doctor --bucket bkt')
    expect(code).toBe(0)
    expect(stdout).toMatch(line)
  })
})
