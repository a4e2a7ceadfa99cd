import type { AgentOptions, ClientRequest } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import { checkServerIdentity } from 'node:tls'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { toNetworkError } from './request-error.js'
import { FAILED } from './s3-request.js'

/** Asks a proxy to CONNECT to the server. The TLS session is between this process and the server. */
export class TunnelAgent extends HttpsProxyAgent<string> {
  constructor(proxy: URL, options: AgentOptions) {
    super(proxy.href, options)
    this.protocol = 'https:'
  }

  /** Creates a request that is not sent yet. */
  request(options: RequestOptions & { readonly host: string }): ClientRequest {
    return https.request({
      ...options,
      agent: this,
      protocol: 'https:', // The agent would search for it in the stack trace, and use no connection again.
      // By itself, the agent verifies the certificate of an IP address for the name of the proxy.
      checkServerIdentity: (_, certificate) => checkServerIdentity(options.host, certificate),
    })
  }

  /**
   * Closes the connection if the request fails first, because a proxy that never responds would keep the process
   * running. Node emits `close` only after the request has a socket.
   */
  override async connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>['connect']>[1]) {
    const canceled = new AbortController()
    const cancel = () => canceled.abort()
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
