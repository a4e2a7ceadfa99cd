import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/core/outcome.js'
import { type RequestContext, toFailure } from '../../src/s3/describe-error.js'
import { InvalidResponseError, NetworkError, ProxyError } from '../../src/s3/request-error.js'
import { context, exception, matching } from './error-context.js'

const lota: RequestContext = { ...context, endpoint: 'http://cwlota.com', url: new URL('http://b.cwlota.com') }

describe('toFailure without a response', () => {
  it.each<[code: string, kind: FailureKind, message: RegExp, of: RequestContext]>([
    ['ENOTFOUND', 'retryable', /^b\.cwobject\.com has no address\. Check --endpoint/, context],
    ['EAI_AGAIN', 'retryable', /LOTA is available only inside a CoreWeave cluster/, lota],
    ['ECONNREFUSED', 'retryable', /^Connection refused by/, context],
    ['ETIMEDOUT', 'retryable', /timed out\. said so\. Run the command again, or raise --timeout/, context],
    ['ECANCELED', 'retryable', /was canceled\. Run the command again/, context],
    ['ECONNRESET', 'retryable', /failed \(ECONNRESET\)/, context],
    ['CERT_HAS_EXPIRED', 'invalid-response', /For a private CA, set NODE_EXTRA_CA_CERTS/, context],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'invalid-response',
      /not valid for b\.cwobject\.com.*or use --addressing path/,
      context,
    ],
    ['EMFILE', 'retryable', /^Too many open files \(EMFILE\)\..*Raise the limit with: ulimit -n 4096$/, context],
    ['EPROTO', 'invalid-response', /does not support TLS \(EPROTO\)/, context],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'invalid-response', /does not support TLS/, context],
  ])('describes %s as %s', (code, kind, message, of) => {
    const failure = toFailure(new NetworkError(code, 'said so'), of)
    expect({ ...failure, hint: undefined }).toEqual({ kind, code, message: matching(message) })
  })

  it.each<[code: string, hint: string, of: RequestContext]>([
    ['ENOTFOUND', 'Check --endpoint, the name of the bucket and the network.', context],
    ['ENOTFOUND', 'Elsewhere use --endpoint primary.', lota],
    ['ECONNREFUSED', 'Check --endpoint and that the server is running.', context],
    ['ETIMEDOUT', 'Run the command again, or raise --timeout.', context],
    ['CERT_HAS_EXPIRED', 'Check --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.', context],
    ['EMFILE', 'Raise the limit with: ulimit -n 4096', context],
  ])('has a hint for %s, at the end of the message', (code, hint, of) => {
    const failure = toFailure(new NetworkError(code, 'said so'), of)
    expect(failure.hint).toBe(hint)
    expect(failure.message.endsWith(` ${hint}`)).toBe(true)
  })
})

describe('toFailure behind a proxy', () => {
  const proxy = { value: new URL('http://proxy:3128'), source: 'HTTPS_PROXY' }
  const withPassword = { ...proxy, value: new URL('http://me:canary@proxy:3128') }
  const name = 'http://proxy:3128 (from HTTPS_PROXY)'

  it.each<[error: NetworkError, of: typeof proxy, message: string]>([
    [
      new ProxyError(407),
      proxy,
      `The proxy ${name} requires a password (status 407). Add it to HTTPS_PROXY, such as http://USER:PASSWORD@proxy:3128.`,
    ],
    [
      new ProxyError(407),
      withPassword,
      `The proxy ${name} rejected the user name or the password (status 407). Correct them in HTTPS_PROXY.`,
    ],
    [
      new ProxyError(403),
      withPassword,
      `The proxy ${name} refused to connect to https://cwobject.com (status 403). Allow this host in the proxy, or add it to NO_PROXY.`,
    ],
    [
      new ProxyError(502),
      proxy,
      `The proxy ${name} cannot connect to https://cwobject.com (status 502). Check --endpoint, or add its host to NO_PROXY.`,
    ],
    [
      new NetworkError('EPROXYFAILED', 'no header'),
      proxy,
      `The proxy ${name} cannot connect to https://cwobject.com (no header). Check --endpoint, or add its host to NO_PROXY.`,
    ],
    [
      new NetworkError('ECONNREFUSED', ''),
      proxy,
      `Connection refused by the proxy ${name}. Check HTTPS_PROXY, or add the host of https://cwobject.com to NO_PROXY.`,
    ],
    [new NetworkError('ENOTFOUND', ''), proxy, `The proxy ${name} has no address on this machine. Check HTTPS_PROXY.`],
    [
      new NetworkError('ETIMEDOUT', 'said so'),
      proxy,
      `https://cwobject.com timed out behind the proxy ${name}. said so. Check the proxy, or raise --timeout.`,
    ],
    [
      new NetworkError('ECONNRESET', ''),
      proxy,
      'The connection to https://cwobject.com failed (ECONNRESET). Run the command again.',
    ],
  ])('describes %s', (error, of, message) => {
    const failure = toFailure(error, { ...context, proxy: of })
    expect({ ...failure, hint: undefined }).toEqual({ kind: 'retryable', code: error.code, message })
    expect(failure.hint).toMatch(/^(Add|Correct|Allow|Check|Run) .*\.$/)
    expect(message.endsWith(` ${failure.hint ?? ''}`)).toBe(true)
  })

  it('notes that a response without an S3 error may be from the proxy if there is no TLS', () => {
    const plain = { ...context, endpoint: 'http://example.com', proxy: withPassword }
    const hint = `This may be the response of the proxy ${name}.`
    for (const error of [exception(503, 'HTTP 503'), new InvalidResponseError('an HTML page')]) {
      expect(toFailure(error, plain).message).toContain(hint)
      expect(toFailure(error, { ...context, proxy }).message).not.toContain(hint)
    }
    expect(toFailure(exception(503, 'SlowDown'), plain).message).not.toContain(hint)
  })
})
