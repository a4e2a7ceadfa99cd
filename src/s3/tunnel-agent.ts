import type { ClientRequest } from 'node:http'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { AGENT_OPTIONS, FAILED } from './connections.js'
import { toNetworkError } from './request-error.js'

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1]

/** Asks a proxy to CONNECT to the server. The TLS session is between this process and the server. */
export class TunnelAgent extends HttpsProxyAgent<string> {
  constructor(proxy: URL) {
    super(proxy.href, AGENT_OPTIONS)
    this.protocol = 'https:'
  }

  /**
   * Closes the connection if the request fails first, because a proxy that never responds would keep the process
   * running. Node emits `close` only after the request has a socket.
   */
  override async connect(request: ClientRequest, options: ConnectOptions) {
    const canceled = new AbortController()
    const cancel = () => {
      canceled.abort()
    }
    request.once(FAILED, cancel)
    Object.assign(this.connectOpts, { signal: canceled.signal })
    try {
      return await super.connect(request, options)
    } catch (error) {
      throw toNetworkError(error, 'EPROXYFAILED')
    } finally {
      request.off(FAILED, cancel)
    }
  }
}
