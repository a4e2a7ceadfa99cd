import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { buildQueryString } from '@smithy/core/protocols'
import type { HeaderBag } from '@smithy/types'
import { type Duration, formatDuration } from '../core/duration.js'
import { lookupWithLocalhost } from './lookup.js'
import { InvalidResponseError, NetworkError, toNetworkError } from './request-error.js'
import { assertSafeRequest } from './request-guard.js'
import { S3Request, S3Response } from './s3-request.js'

const MAX_CONNECT_TIME: Duration = 10_000
/** Time to connect to one of several addresses. Node's 250 ms fail if a server is distant (nodejs/node#54359). */
const MAX_ATTEMPT_TIME: Duration = 2_000
const AGENT_OPTIONS = {
  keepAlive: true,
  scheduling: 'lifo',
  autoSelectFamilyAttemptTimeout: MAX_ATTEMPT_TIME,
} as const
/** Node runs a longer timer at once: 24.8 days. */
const MAX_TIMER: Duration = 2 ** 31 - 1
const MAX_BODY_BYTES = 16 * 2 ** 20

export interface RequestHandlerOptions {
  /** Limit of one attempt, from sending to the last byte of the response. */
  readonly timeout: Duration
  /** Receives one line for each request: method, URL, status and duration. Never a header. */
  readonly log?: ((line: string) => void) | undefined
}

/**
 * The only code that sends requests. Every request passes `assertSafeRequest` first.
 *
 * It uses node:http, because fetch and `new URL` normalize paths: `/a/../b` would become another key. It follows no
 * redirect, which would send a signature to another host.
 */
export class S3RequestHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #timeout: Duration
  readonly #log: RequestHandlerOptions['log']
  readonly #plain = new http.Agent(AGENT_OPTIONS)
  readonly #secure = new https.Agent(AGENT_OPTIONS)
  /** Requests in flight by signal. A listener per request would cost more than signing it. */
  readonly #inFlight = new WeakMap<AbortSignal, Set<() => void>>()

  constructor({ timeout, log }: RequestHandlerOptions) {
    this.#timeout = Math.min(timeout, MAX_TIMER)
    this.#log = log
  }

  /** @throws NetworkError or InvalidResponseError. Any status is a response. */
  async handle(request: object): Promise<{ response: S3Response }> {
    if (!(request instanceof S3Request)) throw new TypeError('refused to send a request that is not signed')
    assertSafeRequest(request, request.endpoint)
    return new Promise((resolve, reject) => {
      const outgoing = this.#open(request)
      const fail = (error: unknown) => {
        outgoing.destroy()
        reject(toRequestError(error))
      }
      this.#limit(outgoing, request.signal, fail)
      outgoing.on('error', fail)
      outgoing.on('upgrade', (incoming: IncomingMessage) => {
        fail(new InvalidResponseError(`status ${incoming.statusCode ?? 101}`))
      })
      let incoming: IncomingMessage | undefined
      outgoing.on('response', (response) => {
        incoming = response
        readBody(response, fail, (bytes) => {
          resolve({ response: new S3Response(request, response, bytes) })
        })
      })
      outgoing.on('close', () => {
        if (!incoming) fail(new NetworkError('ECONNRESET', 'the connection was closed'))
      })
      outgoing.end(request.body)
    })
  }

  destroy(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }

  #open(request: S3Request): ClientRequest {
    const isSecure = request.protocol === 'https:'
    const query = buildQueryString(request.query)
    const outgoing = (isSecure ? https : http).request({
      agent: isSecure ? this.#secure : this.#plain,
      host: request.hostname.replace(/^\[|\]$/g, ''), // IPv6
      port: request.port,
      method: request.method,
      path: query === '' ? request.path : `${request.path}?${query}`,
      headers: headerList(request.headers),
      lookup: lookupWithLocalhost,
    })
    if (this.#log) logRequest(this.#log, request, outgoing)
    return outgoing
  }

  /** Fails the request at its time limits and if its signal fires. Neither Node nor the SDK has limits by default. */
  #limit(outgoing: ClientRequest, signal: AbortSignal | undefined, fail: (error: Error) => void): void {
    const timeout = this.#timeout
    const connectTime = Math.min(MAX_CONNECT_TIME, timeout)
    const onTimeout = (message: string, limit: Duration) => {
      fail(new NetworkError('ETIMEDOUT', `${message} within ${formatDuration(limit)}`))
    }
    const completing = setTimeout(onTimeout, timeout, 'No complete response', timeout)
    let connecting: NodeJS.Timeout | undefined
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return
      connecting = setTimeout(onTimeout, connectTime, 'No connection', connectTime)
      socket.once('connect', () => {
        clearTimeout(connecting)
      })
    })
    const cancel = () => {
      fail(new NetworkError('ECANCELED', 'the request was canceled'))
    }
    const cancels = signal && this.#cancelsOf(signal)
    if (signal?.aborted) cancel()
    else cancels?.add(cancel)
    outgoing.on('close', () => {
      clearTimeout(completing)
      clearTimeout(connecting)
      cancels?.delete(cancel)
    })
  }

  #cancelsOf(signal: AbortSignal): Set<() => void> {
    const known = this.#inFlight.get(signal)
    if (known) return known
    const cancels = new Set<() => void>()
    this.#inFlight.set(signal, cancels)
    signal.addEventListener('abort', () => {
      for (const cancel of [...cancels]) cancel()
    })
    return cancels
  }
}

/** Reads a body to its end. A body that was compressed without a request for it is decompressed. */
function readBody(
  incoming: IncomingMessage,
  fail: (error: unknown) => void,
  done: (bytes: Buffer) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_BODY_BYTES) fail(tooLong())
    else chunks.push(chunk)
  })
  incoming.on('error', fail)
  incoming.on('end', () => {
    const bytes = Buffer.concat(chunks, size)
    const encoding = incoming.headers['content-encoding']
    if (!incoming.complete) fail(new NetworkError('ECONNRESET', 'the response was incomplete'))
    else if (encoding === undefined || encoding === 'identity') done(bytes)
    else decompress(bytes, encoding).then(done, fail)
  })
}

async function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const zlib = await import('node:zlib')
  const decoders = new Map([
    ['gzip', zlib.gunzip],
    ['deflate', zlib.inflate],
    ['br', zlib.brotliDecompress],
  ])
  const unzip = decoders.get(encoding)
  if (!unzip) throw new InvalidResponseError(`the unsupported content encoding ${encoding}`)
  try {
    return await promisify<Buffer, object, Buffer>(unzip)(bytes, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    if (error instanceof RangeError) throw tooLong()
    throw new InvalidResponseError(`an invalid ${encoding} body`, { cause: error })
  }
}

function tooLong(): InvalidResponseError {
  return new InvalidResponseError(`a body of more than ${MAX_BODY_BYTES / 2 ** 20} MiB`)
}

function toRequestError(error: unknown): NetworkError | InvalidResponseError {
  if (error instanceof NetworkError || error instanceof InvalidResponseError) return error
  const networkError = toNetworkError(error)
  const isParserError = networkError.code.startsWith('HPE_')
  return isParserError
    ? new InvalidResponseError(`not HTTP, ${networkError.code}`, { cause: error })
    : networkError
}

/** Returns names and values in turn, which Node reads faster than an object. */
function headerList(headers: HeaderBag): string[] {
  const list: string[] = []
  for (const name in headers) list.push(name, headers[name] ?? '')
  return list
}

function logRequest(log: (line: string) => void, { headers }: S3Request, outgoing: ClientRequest): void {
  const sentAt = performance.now()
  const write = (result: string) => {
    const duration = Math.round(performance.now() - sentAt)
    const { method, protocol, path } = outgoing
    log(`${method} ${protocol}//${headers['host'] ?? ''}${path} ${result} after ${duration} ms`)
  }
  outgoing.on('error', ({ message }) => {
    write(message)
  })
  outgoing.on('response', ({ statusCode }) => {
    write(String(statusCode))
  })
}
