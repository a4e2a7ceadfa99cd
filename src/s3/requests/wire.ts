import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { type Duration, formatDuration } from '../../core/duration.js'
import type { WireAnswer, WireRequest } from './exchange.js'
import { assertMaySend } from './guard.js'
import { Leaving } from './leaving.js'
import { loopbackForLocalhost } from './lookup.js'
import { RequestError, unanswered } from './request-error.js'
import { logRequest } from './request-log.js'
import { collect } from './whole-answer.js'

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
  readonly #log: ((line: string) => void) | undefined
  readonly #plain = new http.Agent({ keepAlive: true, scheduling: 'lifo' })
  readonly #secure = new https.Agent({ keepAlive: true, scheduling: 'lifo' })
  readonly #leaving = new Leaving()

  constructor(limits: Limits, log?: (line: string) => void) {
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
        headers: Object.entries(request.headers).flat(), // As an object, they take longer than the signature.
        lookup: loopbackForLocalhost,
      })
      this.#bound(outgoing, signal)
      if (this.#log) logRequest(this.#log, request, outgoing)
      const fail = (error: unknown) => {
        reject(asRequestError(error))
      }
      outgoing.on('error', fail)
      outgoing.on('response', (incoming) => {
        collect(incoming, this.#limits.bodyBytes, resolve, (error) => {
          outgoing.destroy()
          fail(outgoing.errored ?? error)
        })
      })
      outgoing.end(request.body)
    })
  }

  /** Ends the request with an error when it takes too long or when nobody wants it any more. */
  #bound(outgoing: ClientRequest, signal: AbortSignal): void {
    const { connect, idle, whole } = this.#limits
    const giveUp = (code: string, say: (limit: string) => string, limit: Duration) => {
      outgoing.destroy(unanswered(code, say(formatDuration(limit))))
    }
    const answering = setTimeout(giveUp, whole, 'ETIME', inTime, whole)
    let connecting: NodeJS.Timeout | undefined
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return
      connecting = setTimeout(giveUp, connect, 'ETIMEDOUT', connected, connect)
      socket.once('connect', () => {
        clearTimeout(connecting)
      })
    })
    outgoing.setTimeout(idle, () => {
      giveUp('ETIMEDOUT', silent, idle)
    })
    const stay = this.#leaving.when(signal, () => {
      outgoing.destroy(unanswered('ECANCELED', 'was left before it answered'))
    })
    outgoing.on('close', () => {
      clearTimeout(answering)
      clearTimeout(connecting)
      stay()
    })
  }
}

const inTime = (limit: string) => `did not finish its answer within ${limit}`
const connected = (limit: string) => `took no connection within ${limit}`
const silent = (limit: string) => `said nothing for ${limit}`

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
  return unanswered(code, error instanceof Error ? error.message : String(error), error)
}
