import { describe, expect, it } from 'vitest'
import { proxyFor, shownProxy } from '../../src/config/proxy.js'

const P = 'http://proxy:3128'
const both = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://tls:2' }

describe('proxyFor', () => {
  // One environment per line.
  // prettier-ignore
  it.each<[what: string, url: string, environment: Readonly<Record<string, string>>, expected: string]>([
    ['no variable', 'https://cwobject.com', {}, 'direct'],
    ['HTTPS_PROXY for https', 'https://b.cwobject.com', both, 'http://tls:2 HTTPS_PROXY'],
    ['HTTP_PROXY for http', 'http://s3.example.com', both, 'http://plain:1 HTTP_PROXY'],
    ['not HTTP_PROXY for https', 'https://cwobject.com', { HTTP_PROXY: P }, 'direct'],
    ['not ALL_PROXY, which Boto3 ignores', 'https://cwobject.com', { ALL_PROXY: P }, 'direct'],
    ['lower case first', 'https://cwobject.com', { HTTPS_PROXY: 'http://x', https_proxy: P }, `${P} https_proxy`],
    ['an empty lower-case variable as none', 'https://cwobject.com', { HTTPS_PROXY: P, https_proxy: '' }, 'direct'],
    ['an empty variable as none', 'https://cwobject.com', { HTTPS_PROXY: ' ' }, 'direct'],
    ['a proxy without a scheme', 'https://cwobject.com', { HTTPS_PROXY: 'proxy:3128' }, `${P} HTTPS_PROXY`],
    ['a proxy with slashes and no scheme', 'https://cwobject.com', { HTTPS_PROXY: '//proxy:3128' }, `${P} HTTPS_PROXY`],
    ['a proxy over TLS', 'https://cwobject.com', { HTTPS_PROXY: 'https://proxy' }, 'https://proxy HTTPS_PROXY'],
    ['a proxy with a password, which is not shown', 'https://cwobject.com', { HTTPS_PROXY: 'http://me:canary@proxy:3128' }, `${P} HTTPS_PROXY`],
    ['loopback directly', 'http://localhost:9000', both, 'direct'],
    ['an address of the loopback directly', 'https://127.0.0.2', both, 'direct'],
    ['IPv6 loopback directly', 'http://[::1]:9000', both, 'direct'],
    ['LOTA directly', 'http://bkt.cwlota.com', both, 'direct'],
    ['loopback through a proxy with <-loopback>', 'http://localhost:9000', { ...both, NO_PROXY: 'a, <-loopback>' }, 'http://plain:1 HTTP_PROXY'],
    ['LOTA through a proxy with <-loopback>', 'http://cwlota.com', { ...both, no_proxy: '<-loopback>' }, 'http://plain:1 HTTP_PROXY'],
    ['NO_PROXY with the host', 'https://cwobject.com', { ...both, NO_PROXY: 'cwobject.com' }, 'direct'],
    ['NO_PROXY with the domain of the host', 'https://bkt.cwobject.com', { ...both, NO_PROXY: 'x,cwobject.com' }, 'direct'],
    ['NO_PROXY with a leading dot', 'https://cwobject.com', { ...both, NO_PROXY: '.cwobject.com' }, 'direct'],
    ['NO_PROXY with a leading star', 'https://bkt.cwobject.com', { ...both, NO_PROXY: '*.cwobject.com' }, 'direct'],
    ['NO_PROXY in upper case', 'https://cwobject.com', { ...both, NO_PROXY: ' CWOBJECT.COM ' }, 'direct'],
    ['NO_PROXY with spaces', 'https://cwobject.com', { ...both, NO_PROXY: 'a b cwobject.com' }, 'direct'],
    ['NO_PROXY with a star', 'https://cwobject.com', { ...both, no_proxy: '*' }, 'direct'],
    ['NO_PROXY with the port', 'https://s3.example.com:8443', { ...both, NO_PROXY: 's3.example.com:8443' }, 'direct'],
    ['not NO_PROXY with another port', 'https://s3.example.com:8443', { ...both, NO_PROXY: 's3.example.com:443' }, 'http://tls:2 HTTPS_PROXY'],
    ['not NO_PROXY with another host that ends alike', 'https://notcwobject.com', { ...both, NO_PROXY: 'cwobject.com' }, 'http://tls:2 HTTPS_PROXY'],
    ['NO_PROXY with IPv6', 'http://[fd00::1]:9000', { ...both, NO_PROXY: 'fd00::1' }, 'direct'],
    ['an empty NO_PROXY', 'https://cwobject.com', { ...both, NO_PROXY: ', .' }, 'http://tls:2 HTTPS_PROXY'],
  ])('uses %s', (_, url, environment, expected) => {
    const proxy = proxyFor(new URL(url), environment)
    expect(proxy ? `${shownProxy(proxy.value)} ${proxy.source}` : 'direct').toBe(expected)
  })

  it.each([
    ['socks5://proxy:1080', 'socks5://proxy:1080'],
    ['http://', 'http://'],
    ['http://a:%zz@proxy', 'http://…@proxy'],
    ['me:canary@', '…@'],
    ['socks5://me:a://canary@x', 'socks5://…@x'],
    ['http://x\u001b/', "$'http://x\\x1b/'"],
  ])('rejects the proxy %s', (value, shown) => {
    expect(() => proxyFor(new URL('https://cwobject.com'), { HTTPS_PROXY: value })).toThrow(
      `Invalid HTTPS_PROXY "${shown}". Use the URL of an http proxy, such as http://proxy.example.com:3128.`,
    )
  })
})
