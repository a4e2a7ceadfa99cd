import type { ClientRequest, IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { type Duration, formatDuration, MAX_TIMER } from '../core/time.js'
import { Connections } from './connections.js'
import { InvalidResponseError, isOutOfFiles, NetworkError, ProxyError, toNetworkError } from './request-error.js'
import { assertSafeRequest } from './request-guard.js'
import { FAILED, S3Request, S3Response } from './s3-request.js'

const MAX_CONNECT_TIME: Duration = 10_000

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
  readonly #timeout: Duration
  readonly #log: RequestHandlerOptions['log']
  readonly #connections = new Connections()
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
    const { proxy } = request.endpoint
    const preparing = this.#connections.prepare(request)
    if (preparing) await preparing
    return new Promise((resolve, reject) => {
      const outgoing = this.#connections.open(request)
      if (this.#log) logRequest(this.#log, request, outgoing)
      const fail = (error: unknown) => {
        const failure = toRequestError(error)
        if (isOutOfFiles(failure)) this.#connections.leaveFiles()
        outgoing.emit(FAILED)
        outgoing.destroy()
        reject(failure)
      }
      this.#limit(outgoing, request.signal, fail)
      outgoing.on('error', fail)
      outgoing.on('upgrade', ({ statusCode = 101 }) => fail(new InvalidResponseError(`status ${statusCode}`)))
      // Emitted by the agent for the response to CONNECT.
      outgoing.on('proxyConnect', ({ statusCode = 0 }: IncomingMessage) => {
        if (statusCode !== 200) fail(new ProxyError(statusCode))
      })
      let incoming: IncomingMessage | undefined
      outgoing.on('response', (response) => {
        incoming = response
        if (proxy && request.protocol === 'http:' && response.statusCode === 407) fail(new ProxyError(407))
        readBody(response, fail, (bytes) => resolve({ response: new S3Response(request, response, bytes) }))
      })
      outgoing.on('close', () => {
        if (!incoming) fail(new NetworkError('ECONNRESET', 'the connection was closed'))
      })
      outgoing.end(request.body)
    })
  }

  destroy(): void {
    this.#connections.destroy()
  }

  /** Fails the request at its time limits and if its signal fires. Neither Node nor the SDK has limits by default. */
  #limit(outgoing: ClientRequest, signal: AbortSignal | undefined, fail: (error: Error) => void): void {
    const failAfter = (time: Duration, message: string) =>
      setTimeout(() => fail(new NetworkError('ETIMEDOUT', `${message} within ${formatDuration(time)}`)), time)
    const completing = failAfter(this.#timeout, 'No complete response')
    // A tunnel has no socket here until the proxy has responded.
    const connecting = failAfter(Math.min(MAX_CONNECT_TIME, this.#timeout), 'No connection')
    const onConnect = () => clearTimeout(connecting)
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', onConnect)
      else onConnect()
    })
    const cancel = () => fail(new NetworkError('ECANCELED', 'the request was canceled'))
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
    signal.addEventListener('abort', () => cancels.forEach((cancel) => cancel()))
    return cancels
  }
}

function toRequestError(error: unknown): NetworkError | InvalidResponseError {
  if (error instanceof NetworkError || error instanceof InvalidResponseError) return error
  const networkError = toNetworkError(error)
  const isParserError = networkError.code.startsWith('HPE_')
  return isParserError ? new InvalidResponseError(`not HTTP, ${networkError.code}`, { cause: error }) : networkError
}

function logRequest(log: (line: string) => void, { headers }: S3Request, outgoing: ClientRequest): void {
  const sentAt = performance.now()
  const write = (result: string) => {
    const duration = Math.round(performance.now() - sentAt)
    const { method, protocol, path } = outgoing
    const url = path.startsWith('http:') ? path : `${protocol}//${headers['host'] ?? ''}${path}`
    log(`${method} ${url} ${result} after ${duration} ms`)
  }
  outgoing.on('error', ({ message }) => write(message))
  outgoing.on('response', ({ statusCode }) => write(String(statusCode)))
}

const MAX_BODY_BYTES = 16 * 2 ** 20
const TOO_LONG = `a body of more than ${MAX_BODY_BYTES / 2 ** 20} MiB`

/** Reads a body to its end. A body that was compressed without a request for it is decompressed. */
function readBody(incoming: IncomingMessage, fail: (error: unknown) => void, done: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_BODY_BYTES) fail(new InvalidResponseError(TOO_LONG))
    else chunks.push(chunk)
  })
  incoming.on('error', fail)
  incoming.on('end', () => {
    const bytes = Buffer.concat(chunks, size)
    const encoding = incoming.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
    if (!incoming.complete) fail(new NetworkError('ECONNRESET', 'the response was incomplete'))
    else if (size === 0 || encoding === 'identity' || encoding === '') done(bytes)
    else decompress(bytes, encoding).then(done, fail)
  })
}

async function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const { gunzip, inflate, brotliDecompress } = await import('node:zlib')
  const decoders = new Map(Object.entries({ gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress }))
  const unzip = decoders.get(encoding)
  if (!unzip) throw new InvalidResponseError(`the unsupported content encoding ${encoding}`)
  try {
    return await promisify<Buffer, object, Buffer>(unzip)(bytes, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidResponseError(TOO_LONG)
    throw new InvalidResponseError(`an invalid ${encoding} body`, { cause: error })
  }
}
