import { isIP } from 'node:net'
import type { Duration } from '../core/duration.js'
import { Problem } from '../errors.js'

export const ADDRESSINGS = ['virtual', 'path'] as const
export type Addressing = (typeof ADDRESSINGS)[number]

/** What the person said about the connection, as flags. */
export interface ConnectionOptions {
  readonly endpoint?: string
  readonly region?: string
  readonly profile?: string
  readonly addressing?: Addressing
  readonly timeout?: Duration
  readonly allowHttp?: boolean
}

/** Where requests go, and how. */
export interface Connection {
  readonly endpoint: URL
  readonly region: string
  readonly addressing: Addressing
  readonly profile?: string
  readonly timeout: Duration
}

export type Environment = Readonly<Record<string, string | undefined>>

const NAMED_ENDPOINTS = new Map([
  ['primary', 'https://cwobject.com'],
  ['lota', 'http://cwlota.com'],
])

/** CoreWeave signs for any region that is not empty; this is one that its own pages use. */
const ANY_REGION = 'US-EAST-04A'
const ONE_MINUTE: Duration = 60_000

/** @throws Problem: usage for an endpoint that is not one, refused for one that must not be spoken to. */
export function resolveConnection(options: ConnectionOptions, environment: Environment): Connection {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = environment
  const endpoint = parseEndpoint(options.endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || 'primary')
  assertMeant(endpoint, options)
  return {
    endpoint,
    region: options.region || AWS_REGION || AWS_DEFAULT_REGION || ANY_REGION,
    // A bucket cannot stand before an IP address.
    addressing: options.addressing ?? (isIP(hostOf(endpoint)) ? 'path' : 'virtual'),
    ...(options.profile && { profile: options.profile }),
    timeout: options.timeout ?? ONE_MINUTE,
  }
}

/** Plain http shows keys and session tokens to the network; Amazon is where requests end up by accident. */
function assertMeant(endpoint: URL, options: ConnectionOptions): void {
  const host = hostOf(endpoint)
  if (
    endpoint.protocol === 'http:' &&
    !isLoopback(host) &&
    !isWithin(host, 'cwlota.com') &&
    !options.allowHttp
  ) {
    throw new Problem(
      'refused',
      `${endpoint.origin} would be spoken to without TLS: use https, or say --allow-http.`,
    )
  }
  if (isWithin(host, 'amazonaws.com') && !options.endpoint) {
    throw new Problem('refused', `${endpoint.origin} is Amazon's: to mean it, name it with --endpoint.`)
  }
}

function hostOf(endpoint: URL): string {
  return endpoint.hostname.replace(/^\[|\]$/g, '')
}

function isLoopback(host: string): boolean {
  return isWithin(host, 'localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function parseEndpoint(text: string): URL {
  const named = NAMED_ENDPOINTS.get(text) ?? text
  const address = named.includes('://') ? named : `https://${named}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new Problem(
      'usage',
      `"${text}" is not an endpoint: write a URL such as https://cwobject.com, primary or lota.`,
    )
  }
  return url
}
