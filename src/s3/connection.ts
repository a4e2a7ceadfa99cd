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

/** @throws Problem, usage, for an endpoint that is not one. */
export function resolveConnection(options: ConnectionOptions, environment: Environment): Connection {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = environment
  const endpoint = parseEndpoint(options.endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || 'primary')
  return {
    endpoint,
    region: options.region || AWS_REGION || AWS_DEFAULT_REGION || ANY_REGION,
    // A bucket cannot stand before an IP address.
    addressing: options.addressing ?? (isIP(endpoint.hostname.replace(/[[\]]/g, '')) ? 'path' : 'virtual'),
    ...(options.profile && { profile: options.profile }),
    timeout: options.timeout ?? ONE_MINUTE,
  }
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
