import { isIP } from 'node:net'
import { Problem } from '../../errors.js'
import type { Sourced } from './sourced.js'

export const ADDRESSINGS = ['virtual', 'path'] as const
export type Addressing = (typeof ADDRESSINGS)[number]

const PRIMARY = 'https://cwobject.com'
const LOTA = 'http://cwlota.com'
const NAMED = new Map([
  ['primary', PRIMARY],
  ['lota', LOTA],
])
const COREWEAVE = ['cwobject.com', 'cwlota.com']

/** Where LOTA listens, inside a cluster. */
export const LOTA_ADDRESS = { hostname: 'cwlota.com', port: 80 } as const

export const DEFAULT_ENDPOINT: Sourced<string> = { value: PRIMARY, from: 'the default' }

export interface Endpoint {
  readonly url: URL
  /** What was put right, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * Reads an endpoint, and puts right what its users are seen to write: no scheme, https for LOTA, which speaks
 * only http, the bucket before a host of CoreWeave's.
 *
 * @throws Problem, usage, where it is none.
 */
export function parseEndpoint({ value, from }: Sourced<string>): Endpoint {
  const text = NAMED.get(value) ?? value
  const url = asUrl(text.includes('://') ? text : `${schemeFor(text)}://${text}`)
  if (!url) {
    throw new Problem(
      'usage',
      `${from} names no endpoint: write a URL such as https://cwobject.com, primary or lota.`,
    )
  }
  const notes: string[] = []
  const host = COREWEAVE.find((name) => isWithin(hostOf(url), name))
  if (host && hostOf(url) !== host) {
    notes.push(`The endpoint of ${from} names a bucket; the endpoint is ${host}.`)
    url.hostname = host
  }
  if (host === 'cwlota.com' && url.protocol === 'https:') {
    notes.push(`LOTA speaks http only, not the https of ${from}.`)
    return { url: new URL(url.href.replace('https:', 'http:')), notes }
  }
  return { url, notes }
}

function asUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isEndpoint = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  return isEndpoint ? url : undefined
}

function schemeFor(address: string): 'http' | 'https' {
  const url = asUrl(`http://${address}`)
  return url && (isLoopback(url) || isWithin(hostOf(url), 'cwlota.com')) ? 'http' : 'https'
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** This machine: what is said to it is seen by no network. */
function isLoopback(url: URL): boolean {
  const host = hostOf(url)
  return isWithin(host, 'localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** A bucket cannot stand before an IP address, and few stores on one's own machine expect it in the host name. */
export function usualAddressing(url: URL): Addressing {
  return isIP(hostOf(url)) || isLoopback(url) ? 'path' : 'virtual'
}

/**
 * Plain http shows keys and session tokens to the network; Amazon is where requests end up by accident.
 *
 * @throws Problem, refused.
 */
export function assertMeant(
  url: URL,
  { isNamed, allowHttp }: { isNamed: boolean; allowHttp: boolean },
): void {
  if (url.protocol === 'http:' && !isLoopback(url) && !isWithin(hostOf(url), 'cwlota.com') && !allowHttp) {
    throw new Problem(
      'refused',
      `${url.origin} would be spoken to without TLS: use https, or say --allow-http.`,
    )
  }
  if (isAmazon(url) && !isNamed) {
    throw new Problem('refused', `${url.origin} is Amazon's: to mean it, name it with --endpoint.`)
  }
}

export function isPrimary(url: URL): boolean {
  return url.origin === PRIMARY
}

export function isAmazon(url: URL): boolean {
  return isWithin(hostOf(url), 'amazonaws.com')
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
