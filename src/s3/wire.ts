import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import dns from 'node:dns'
import { type Duration, formatDuration } from '../core/duration.js'
import { assertMaySend } from './guard.js'
import { RequestError, untrusted } from './request-error.js'

/** A request as it goes out: signed, its path percent-encoded byte for byte. */
export interface WireRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  /** What stands before a key in the path: `''` where the bucket is in the host name, else `/bucket`. */
  readonly bucketPath: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Bounds of one exchange. Node and the SDK have none by default: a silent server would hang them for ever. */
export interface Limits {
  readonly connect: Duration
  /** Without a byte in either direction. */
  readonly idle: Duration
  readonly whole: Duration
  readonly bodyBytes: number
}

/**
 * The one door out of the process: every request goes through `exchange`, and past its guard.
 *
 * On node:http, because fetch and `new URL` normalise paths: `/a/../b` would reach the store as another key.
 * Redirects are not followed: that would carry a signature to a host that nobody named.
 */
export class Wire {
  readonly #limits: Limits
  readonly #plain = new http.Agent({ keepAlive: true, scheduling: 'lifo' })
  readonly #secure = new https.Agent({ keepAlive: true, scheduling: 'lifo' })

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** @throws RequestError, unanswered or untrusted. Any status is an answer. */
  exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    assertMaySend(request)
    return new Promise((resolve, reject) => {
      const isSecure = request.protocol === 'https:'
      const outgoing = (isSecure ? https : http).request({
        agent: isSecure ? this.#secure : this.#plain,
        host: request.hostname,
        port: request.port,
        method: request.method,
        path: request.path,
        headers: request.headers,
        lookup: loopbackForLocalhost,
        signal,
      })
      this.#bound(outgoing)
      outgoing.on('error', (error) => {
        reject(signal.aborted ? error : asRequestError(error))
      })
      outgoing.on('response', (incoming) => {
        collect(incoming, this.#limits.bodyBytes).then(resolve, (error: unknown) => {
          outgoing.destroy()
          reject(signal.aborted ? new Error('stopped', { cause: error }) : asRequestError(error))
        })
      })
      outgoing.end()
    })
  }

  #bound(outgoing: ClientRequest): void {
    const { connect, idle, whole } = this.#limits
    const giveUpOn = (what: string, after: Duration) => () => {
      outgoing.destroy(timeout(`${what} within ${formatDuration(after)}`))
    }
    const answering = setTimeout(giveUpOn('gave no complete answer', whole), whole)
    let connecting: NodeJS.Timeout | undefined
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return
      connecting = setTimeout(giveUpOn('could not be connected to', connect), connect)
      socket.once('connect', () => {
        clearTimeout(connecting)
      })
    })
    outgoing.setTimeout(idle, giveUpOn('sent nothing', idle))
    outgoing.on('close', () => {
      clearTimeout(answering)
      clearTimeout(connecting)
    })
  }
}

async function collect(incoming: IncomingMessage, mostBytes: number): Promise<WireAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw untrusted(`sent more than ${mostBytes} bytes in one answer`)
    chunks.push(chunk)
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }
}

function timeout(message: string): RequestError {
  return new RequestError({ kind: 'unanswered', code: 'ETIMEDOUT', message })
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
  const message = error instanceof Error ? error.message : String(error)
  return new RequestError({ kind: 'unanswered', code, message }, { cause: error })
}

/** RFC 6761 makes every name under localhost the loopback, so that `bucket.localhost` works; Node asks DNS. */
const loopbackForLocalhost: LookupFunction = (hostname, options, callback) => {
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
