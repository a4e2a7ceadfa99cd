import dns from 'node:dns'
import http, { type Agent, type ClientRequest, type RequestOptions } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { buildQueryString } from '@smithy/core/protocols'
import type { Duration } from '../core/time.js'
import type { S3Request } from './s3-request.js'
import type { TunnelAgent } from './tunnel-agent.js'

/** Event of a request that has failed, perhaps before it has a socket. */
export const FAILED = 'cwmpu:failed'

/** Time to connect to one of several addresses. Node's 250 ms fail if a server is distant (nodejs/node#54359). */
const MAX_ATTEMPT_TIME: Duration = 2_000
export const AGENT_OPTIONS = {
  keepAlive: true,
  scheduling: 'lifo',
  autoSelectFamilyAttemptTimeout: MAX_ATTEMPT_TIME,
} as const
/** File descriptors that are left for other purposes once the process has run out of them. */
const RESERVED_FILES = 16

/** Pools of connections: to servers, to proxies, and through proxies. */
export class Connections {
  readonly #plain = new http.Agent(AGENT_OPTIONS)
  readonly #secure = new https.Agent(AGENT_OPTIONS)
  readonly #tunnels = new Map<string, TunnelAgent>()

  /**
   * Creates a request that is not sent yet. It is synchronous, so that the caller can listen for errors in time. A
   * tunnel must be ready.
   */
  open(request: S3Request): ClientRequest {
    const { endpoint, method } = request
    const isSecure = request.protocol === 'https:'
    const hostname = withoutBrackets(request.hostname)
    const query = buildQueryString(request.query)
    const path = query === '' ? request.path : `${request.path}?${query}`
    const options = { method, path, host: hostname, port: request.port, lookup: lookupWithLocalhost }
    const headers = headerList(request)
    const proxy = endpoint.proxy?.value
    if (!proxy) return (isSecure ? https : http).request({ ...options, headers, agent: this.#agent(isSecure) })
    if (!isSecure) return this.#openThrough(proxy, `http://${endpoint.url.host}${path}`, { ...options, headers })
    const agent = this.#tunnels.get(proxy.href)
    // Without an agent, Node would connect directly.
    if (!agent) throw new TypeError('refused to send a request around the proxy')
    return https.request({
      ...options,
      headers,
      agent,
      protocol: 'https:', // The agent would search for it in the stack trace, and use no connection again.
      // By itself, the agent verifies the certificate of an IP address for the name of the proxy.
      checkServerIdentity: (_, certificate) => checkServerIdentity(hostname, certificate),
    })
  }

  /** Loads the agent for a proxy, which most processes do not need. */
  async prepareTunnel(proxy: URL): Promise<void> {
    if (this.#tunnels.has(proxy.href)) return
    const { TunnelAgent } = await import('./tunnel-agent.js')
    if (!this.#tunnels.has(proxy.href)) this.#tunnels.set(proxy.href, new TunnelAgent(proxy))
  }

  /** Limits the number of connections after the process has run out of file descriptors. */
  leaveFiles(): void {
    for (const agent of [this.#plain, this.#secure, ...this.#tunnels.values()]) {
      const open = [agent.sockets, agent.freeSockets].flatMap((pool) => Object.values(pool).flat()).length
      if (open > 0) agent.maxTotalSockets = Math.max(1, Math.min(agent.maxTotalSockets, open) - RESERVED_FILES)
    }
  }

  destroy(): void {
    for (const agent of [this.#plain, this.#secure, ...this.#tunnels.values()]) agent.destroy()
  }

  #agent(isSecure: boolean): Agent {
    return isSecure ? this.#secure : this.#plain
  }

  /**
   * Sends the whole URL to the proxy. The package http-proxy-agent would normalize the path: `/a/../b` would become
   * another key, and `//host` another host.
   */
  #openThrough(proxy: URL, url: string, options: RequestOptions & { headers: string[] }): ClientRequest {
    const isSecure = proxy.protocol === 'https:'
    const authorization = authorizationOf(proxy)
    return (isSecure ? https : http).request({
      ...options,
      agent: this.#agent(isSecure),
      host: withoutBrackets(proxy.hostname),
      port: proxy.port,
      path: url,
      headers: [...options.headers, ...(authorization ? ['proxy-authorization', authorization] : [])],
    })
  }
}

/** Returns names and values in turn, which Node reads faster than an object. */
function headerList({ headers }: S3Request): string[] {
  const list: string[] = []
  for (const name in headers) list.push(name, headers[name] ?? '')
  return list
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '') // IPv6
}

/** Resolves names under `localhost` to the loopback (RFC 6761), so that `bucket.localhost` works without DNS. */
export const lookupWithLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) {
    dns.lookup(hostname, options, callback)
  } else if (options.all) {
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
  } else {
    callback(null, '127.0.0.1', 4)
  }
}
