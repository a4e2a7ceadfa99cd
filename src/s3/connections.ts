import dns from 'node:dns'
import http, { type Agent, type ClientRequest, type RequestOptions } from 'node:http'
import type https from 'node:https'
import type { LookupFunction } from 'node:net'
import { buildQueryString } from '@smithy/core/protocols'
import type { Duration } from '../core/time.js'
import type { S3Request } from './s3-request.js'
import type { TunnelAgent } from './tunnel-agent.js'

/** Time to connect to one of several addresses. Node's 250 ms fail if a server is distant (nodejs/node#54359). */
const MAX_ATTEMPT_TIME: Duration = 2_000
const AGENT_OPTIONS = { keepAlive: true, scheduling: 'lifo', autoSelectFamilyAttemptTimeout: MAX_ATTEMPT_TIME } as const
/** File descriptors that are left for other purposes once the process has run out of them. */
const RESERVED_FILES = 16

/** Pools of connections: to servers, to proxies, and through proxies. */
export class Connections {
  readonly #plain = new http.Agent(AGENT_OPTIONS)
  #secure: { readonly request: typeof https.request; readonly agent: Agent } | undefined
  readonly #tunnels = new Map<string, TunnelAgent>()

  /** Loads TLS or the agent for a proxy, if a request needs them first. Undefined if there is nothing to wait for. */
  prepare({ protocol, endpoint: { proxy } }: S3Request): Promise<void> | undefined {
    if (protocol === 'https:' && proxy)
      return this.#tunnels.has(proxy.value.href) ? undefined : this.#loadTunnel(proxy.value)
    const needsTls = (proxy?.value.protocol ?? protocol) === 'https:'
    return needsTls && !this.#secure ? this.#loadTls() : undefined
  }

  /** Creates a request that is not sent yet. It is synchronous, so that the caller can listen for errors in time. */
  open(request: S3Request): ClientRequest {
    const { endpoint, method, port } = request
    const isSecure = request.protocol === 'https:'
    const query = buildQueryString(request.query)
    const path = query === '' ? request.path : `${request.path}?${query}`
    const host = withoutBrackets(request.hostname)
    const headers = headerList(request)
    const options = { method, path, host, port, headers, lookup: lookupWithLocalhost }
    const proxy = endpoint.proxy?.value
    if (!proxy) return this.#request(isSecure, options)
    if (isSecure) {
      const tunnel = this.#tunnels.get(proxy.href)
      // Without an agent, Node would connect directly.
      if (!tunnel) throw new TypeError('refused to send a request around the proxy')
      return tunnel.request(options)
    }
    const { username, password, hostname } = proxy
    if (username !== '' || password !== '') headers.push('proxy-authorization', basicAuthorization(username, password))
    // The package http-proxy-agent would normalize the path: `/a/../b` would become another key, `//host` another host.
    const address = { host: withoutBrackets(hostname), port: proxy.port, path: `http://${endpoint.url.host}${path}` }
    return this.#request(proxy.protocol === 'https:', { ...options, ...address })
  }

  /** Limits the number of connections after the process has run out of file descriptors. */
  leaveFiles(): void {
    for (const agent of this.#agents()) {
      const open = [agent.sockets, agent.freeSockets].flatMap((pool) => Object.values(pool).flat()).length
      if (open > 0) agent.maxTotalSockets = Math.max(1, Math.min(agent.maxTotalSockets, open) - RESERVED_FILES)
    }
  }

  destroy(): void {
    for (const agent of this.#agents()) agent.destroy()
  }

  #agents(): Agent[] {
    return [this.#plain, ...(this.#secure ? [this.#secure.agent] : []), ...this.#tunnels.values()]
  }

  async #loadTls(): Promise<void> {
    const { Agent, request } = await import('node:https')
    this.#secure ??= { request, agent: new Agent(AGENT_OPTIONS) }
  }

  async #loadTunnel(proxy: URL): Promise<void> {
    const { TunnelAgent } = await import('./tunnel-agent.js')
    if (!this.#tunnels.has(proxy.href)) this.#tunnels.set(proxy.href, new TunnelAgent(proxy, AGENT_OPTIONS))
  }

  #request(isSecure: boolean, options: RequestOptions): ClientRequest {
    if (!isSecure) return http.request({ ...options, agent: this.#plain })
    if (!this.#secure) throw new TypeError('refused to send a request without TLS')
    return this.#secure.request({ ...options, agent: this.#secure.agent })
  }
}

/** Returns names and values in turn, which Node reads faster than an object. */
function headerList({ headers }: S3Request): string[] {
  const list: string[] = []
  for (const name in headers) list.push(name, headers[name] ?? '')
  return list
}

function basicAuthorization(username: string, password: string): string {
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '') // IPv6
}

/** Resolves names under `localhost` to the loopback (RFC 6761), so that `bucket.localhost` works without DNS. */
export const lookupWithLocalhost: LookupFunction = (hostname, options, callback) => {
  const ipv4 = { address: '127.0.0.1', family: 4 }
  const ipv6 = { address: '::1', family: 6 }
  if (!hostname.endsWith('.localhost')) dns.lookup(hostname, options, callback)
  else if (options.all) callback(null, [ipv4, ipv6])
  else callback(null, ipv4.address, ipv4.family)
}
