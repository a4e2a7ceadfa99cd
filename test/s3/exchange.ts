import net, { type AddressInfo, type Socket } from 'node:net'
import { HttpRequest } from '@smithy/core/transport'
import { onTestFinished } from 'vitest'
import { type RequestHandlerOptions, S3RequestHandler } from '../../src/s3/request-handler.js'
import { S3Request, type S3Response } from '../../src/s3/s3-request.js'
import type { Fault } from '../support/faults.js'
import { startServer } from '../support/server.js'

export interface ExchangeOptions extends Partial<RequestHandlerOptions> {
  readonly method?: string
  readonly path?: string
  readonly query?: Record<string, string>
  readonly signal?: AbortSignal
  /** URL of a proxy. */
  readonly proxy?: string
}

/** Creates a handler, which is destroyed when the test is over. */
export function createHandler(options: Partial<RequestHandlerOptions> = {}): S3RequestHandler {
  const handler = new S3RequestHandler({ timeout: 10_000, ...options })
  onTestFinished(() => handler.destroy())
  return handler
}

/** Returns a request to the server, GET by default. */
export function requestTo(endpoint: string, options: ExchangeOptions = {}): S3Request {
  const { method = 'GET', path = '/', query = {}, signal } = options
  const proxy = options.proxy === undefined ? undefined : { value: new URL(options.proxy), source: 'a test' }
  const url = new URL(endpoint)
  const { protocol, hostname, port, host } = url
  const request = new HttpRequest({ method, protocol, hostname, port: Number(port), path, query, headers: { host } })
  return new S3Request(request, { url, proxy }, signal)
}

/** Sends one request to an endpoint. */
export async function sendTo(endpoint: string, options: ExchangeOptions = {}): Promise<S3Response> {
  const { response } = await createHandler(options).handle(requestTo(endpoint, options))
  return response
}

/** Sends one request to a server that responds to every request with a fault. */
export async function exchangeWith(fault: Fault, options: ExchangeOptions = {}): Promise<S3Response> {
  const server = await startServer()
  server.injectFault(() => true, fault)
  return sendTo(server.endpoint, options)
}

/** Starts a TCP server, which is closed when the test is over. Returns its endpoint. */
export async function startTcp(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Starts a TCP server that sends these bytes as the response to the first request of each connection. */
export function startRaw(response: string): Promise<string> {
  return startTcp((socket) => socket.once('data', () => socket.write(response)))
}
