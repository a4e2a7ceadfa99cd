import { isIP } from 'node:net'
import { displayUrl } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import type { ConnectionOptions, ResolvedValue } from './settings.js'

export const ADDRESSINGS = ['virtual', 'path'] as const
export type Addressing = (typeof ADDRESSINGS)[number]

const PRIMARY = 'https://cwobject.com'
const LOTA = 'http://cwlota.com'

/** Address of LOTA, inside a cluster. */
export const LOTA_ADDRESS = { hostname: 'cwlota.com', port: 80 } as const

export const DEFAULT_ENDPOINT: ResolvedValue<string> = { value: PRIMARY, source: 'the default' }

/**
 * Parses an endpoint and corrects common mistakes: a missing scheme, https for LOTA, and a bucket before or after a
 * CoreWeave host. The notes are the corrections that were made, one sentence each.
 *
 * @throws CliError, usage.
 */
export function parseEndpoint({ value, source }: ResolvedValue<string>) {
  const text = value === 'primary' ? PRIMARY : value === 'lota' ? LOTA : value
  const url = asUrl(text.includes('://') ? text : `${schemeFor(text)}://${text}`)
  if (!url) {
    const problem = `Invalid endpoint "${displayUrl(value)}" (from ${source}).`
    throw new CliError('usage', problem, 'Use an http or https URL, "primary" or "lota".')
  }
  const notes: string[] = []
  const host = ['cwobject.com', 'cwlota.com'].find((name) => isWithin(url.hostname, name))
  if (host && url.hostname !== host) {
    notes.push(`The endpoint from ${source} contains a bucket. Using ${host}.`)
    url.hostname = host
  }
  if (host && url.pathname !== '/') {
    notes.push(`The endpoint from ${source} contains a path. Using ${host}.`)
    url.pathname = '/'
  }
  if (host === 'cwlota.com' && url.protocol === 'https:') {
    notes.push(`LOTA supports only http. Using ${LOTA} instead of https from ${source}.`)
    url.protocol = 'http:'
  }
  return { endpoint: { value: url, source }, notes }
}

/** Returns the URL of a bucket, or of the server if there is no bucket. */
export function bucketUrl(endpoint: URL, addressing: Addressing, bucket: string | undefined): URL {
  const url = new URL(endpoint)
  url.pathname = endpoint.pathname.replace(/\/$/, '')
  if (bucket === undefined) return url
  if (addressing === 'virtual') url.hostname = `${bucket}.${endpoint.hostname}`
  else url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}`
  return url
}

/** Returns `virtual`, except for IP addresses and for this machine. */
export function defaultAddressing(url: URL): Addressing {
  return isIpAddress(url) || isLoopback(url) ? 'path' : 'virtual'
}

/**
 * Refuses plain http, which shows session tokens to the network, and Amazon, which requests often reach by mistake.
 *
 * @throws CliError, safety-check.
 */
export function assertAllowedEndpoint(
  { value, source }: ResolvedValue<URL>,
  { endpoint, allowHttp = false }: ConnectionOptions,
): void {
  if (value.protocol === 'http:' && !isLoopback(value) && !isLota(value) && !allowHttp) {
    const problem = `Refusing to send credentials to ${value.origin}. The connection is not encrypted.`
    throw new CliError('safety-check', problem, 'Use https, or pass --allow-http.')
  }
  if (isAmazon(value) && endpoint === undefined) {
    const problem = `Refusing to use Amazon S3 (from ${source}). This is often a configuration mistake.`
    throw new CliError('safety-check', problem, `To use it, pass --endpoint ${value.origin}.`)
  }
}

/** Returns the host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

export function isIpAddress(url: URL): boolean {
  return isIP(hostOf(url)) !== 0
}

export function isPrimary(url: URL): boolean {
  return url.origin === PRIMARY
}

export function isAmazon(url: URL): boolean {
  return isWithin(url.hostname, 'amazonaws.com')
}

/**
 * URL with a host, and at most a port and a path. The URL class also accepts `https:/HOST` and an empty port, and so
 * reads `https://https:/ME:SECRET@HOST` as a path of the host `https`.
 */
const ENDPOINT_URL = /^https?:\/\/(\[.*\]|[^:/?#@\\]+)(:0*[1-9]\d*)?(\/[^?#\\]*)?$/i

function asUrl(text: string): URL | undefined {
  return ENDPOINT_URL.test(text) && URL.canParse(text) ? new URL(text) : undefined
}

function schemeFor(address: string): 'http' | 'https' {
  const url = asUrl(`http://${address}`)
  return url && (isLoopback(url) || isLota(url)) ? 'http' : 'https'
}

export function isLota(url: URL): boolean {
  return isWithin(url.hostname, 'cwlota.com')
}

export function isLoopback(url: URL): boolean {
  const host = hostOf(url)
  return isWithin(host, 'localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Returns true for the domain and its subdomains. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
