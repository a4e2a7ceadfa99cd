import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { type Duration, formatDuration } from '../core/duration.js'
import { assertMaySend } from './guard.js'
import { loopbackForLocalhost } from './lookup.js'
import { RequestError, unanswered, untrusted } from './request-error.js'

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

  readonly #log: (line: string) => void

  constructor(limits: Limits, log: (line: string) => void) {
    this.#limits = limits
    this.#log = log
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
      })
      this.#bound(outgoing, signal)
      const log = this.#logFor(request)
      outgoing.on('error', (error) => {
        log(error.message)
        reject(asRequestError(error))
      })
      outgoing.on('response', (incoming) => {
        log(String(incoming.statusCode))
        collect(incoming, this.#limits.bodyBytes).then(resolve, (error: unknown) => {
          outgoing.destroy()
          reject(asRequestError(outgoing.errored ?? error))
        })
      })
      outgoing.end()
    })
  }

  /** Method, address and what came of it: never headers, which hold the signature and the session token. */
  #logFor({ method, protocol, headers, path }: WireRequest): (result: string) => void {
    const sentAt = performance.now()
    return (result) => {
      const took = Math.round(performance.now() - sentAt)
      this.#log(`${method} ${protocol}//${headers['host'] ?? ''}${path} ${result} after ${took} ms`)
    }
  }

  /** Ends the request with an error when it takes too long or when nobody wants it any more. */
  #bound(outgoing: ClientRequest, signal: AbortSignal): void {
    const { connect, idle, whole } = this.#limits
    const giveUp = (code: string, message: string) => () => {
      outgoing.destroy(unanswered(code, message))
    }
    const leave = giveUp('ECANCELED', 'was left before it answered')
    const answering = setTimeout(
      giveUp('ETIME', `did not finish its answer within ${formatDuration(whole)}`),
      whole,
    )
    let connecting: NodeJS.Timeout | undefined
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return
      connecting = setTimeout(
        giveUp('ETIMEDOUT', `took no connection within ${formatDuration(connect)}`),
        connect,
      )
      socket.once('connect', () => {
        clearTimeout(connecting)
      })
    })
    outgoing.setTimeout(idle, giveUp('ETIMEDOUT', `said nothing for ${formatDuration(idle)}`))
    signal.addEventListener('abort', leave, { once: true })
    outgoing.on('close', () => {
      clearTimeout(answering)
      clearTimeout(connecting)
      signal.removeEventListener('abort', leave)
    })
    if (signal.aborted) leave()
  }
}

async function collect(incoming: IncomingMessage, mostBytes: number): Promise<WireAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw untrusted(`it is longer than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
  return unanswered(code, error instanceof Error ? error.message : String(error), error)
}
