import { once } from 'node:events'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { handleRequest } from './handle-request.js'
import { error, type Request, type Response } from './responses.js'
import { StoredBucket } from './stored-bucket.js'

/** S3 server in memory, for `cwmpu demo`. It implements the multipart part of S3 over real HTTP. */
export class Sandbox {
  readonly buckets = new Map<string, StoredBucket>()
  readonly now: () => number

  constructor(now = Date.now) {
    this.now = now
  }

  createBucket(name: string): StoredBucket {
    const bucket = new StoredBucket()
    this.buckets.set(name, bucket)
    return bucket
  }

  /** Handles one request over HTTP. A test wraps it to inject faults. */
  readonly handle: RequestListener = (incoming, outgoing) => {
    this.#exchange(incoming, outgoing).catch(() => outgoing.destroy()) // The client has gone.
  }

  /** Returns the response to a signed request. The server of the tests overrides it. */
  respond(request: Request): Response {
    return handleRequest(request, this.buckets, this.now())
  }

  async #exchange(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const isSigned = incoming.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')
    const request = readRequest(incoming, Buffer.concat(chunks))
    const { status, body, headers } = isSigned ? this.respond(request) : error(403, 'AccessDenied')
    const type = body === undefined ? {} : { 'content-type': 'application/xml' }
    const date = new Date(this.now()).toUTCString()
    outgoing.statusCode = status
    outgoing.setHeaders(new Map(Object.entries({ date, ...type, ...headers })))
    outgoing.end(body)
  }
}

/**
 * Listens on a free port of the loopback interface. The endpoint is a URL such as http://localhost:4711. A bucket also
 * has the URL http://bucket.localhost:4711.
 */
export async function listen(handle: RequestListener): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = http.createServer(handle)
  // Of many connections at once, Linux silently drops those beyond the backlog, which is 511 by default.
  await once(server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }), 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server.close(), 'close')
    server.closeAllConnections()
    await closed
  }
  return { endpoint: `http://localhost:${port}`, close }
}

/** Reads the bucket from the label before `.localhost`, or from the first segment of the path. */
function readRequest(incoming: IncomingMessage, body: Buffer): Request {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2)
  const [, virtual] = /^([^.:]+)\.localhost(?::\d+)?$/.exec(incoming.headers.host ?? '') ?? []
  const segments = path.slice(1).split('/')
  const bucket = virtual ?? decodeURIComponent(segments.shift() ?? '')
  const key = decodeURIComponent(segments.join('/'))
  const { method = 'GET', headers } = incoming
  return { method, bucket, key, query: new URLSearchParams(query), headers, body }
}
