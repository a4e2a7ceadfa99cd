import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { handleRequest, type SandboxState } from './handle-request.js'
import { CEPH_RGW, type ServerProfile } from './list-uploads.js'
import { type Response, error, type Request } from './responses.js'
import { StoredBucket } from './stored-bucket.js'

export interface SandboxOptions {
  /** Server whose listing behavior is emulated [default: Ceph RGW, the closest known to CoreWeave]. */
  readonly profile?: ServerProfile
  /** Maximum uploads per page [default: 1000]. */
  readonly pageSize?: number
  readonly now?: () => number
}

/** S3 server in memory, for `cwmpu demo` and for tests. It implements the multipart part of S3 over real HTTP. */
export class Sandbox {
  readonly buckets = new Map<string, StoredBucket>()
  /** Handles one request. A test wraps it to inject faults. */
  readonly handle: RequestListener
  readonly #state: SandboxState

  constructor({ profile = CEPH_RGW, pageSize = 1000, now = Date.now }: SandboxOptions = {}) {
    this.#state = { buckets: this.buckets, profile, pageSize, now }
    this.handle = (incoming, outgoing) => {
      this.#respond(incoming, outgoing).catch(() => outgoing.destroy()) // The client has gone.
    }
  }

  createBucket(name: string): StoredBucket {
    const bucket = new StoredBucket(name)
    this.buckets.set(name, bucket)
    return bucket
  }

  async #respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const request = readRequest(incoming, Buffer.concat(chunks))
    const isSigned = incoming.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')
    send(outgoing, isSigned ? handleRequest(request, this.#state) : error(403, 'AccessDenied'), this.#state.now())
  }
}

/**
 * Connections that can wait to be accepted. Node's default, 511, is too small for many processes that start together:
 * Linux drops the others silently, and they connect half a minute later.
 */
const BACKLOG = 4096

/** HTTP server that listens on a free port of the loopback interface. */
export interface Listening {
  /** URL such as http://localhost:4711. A bucket also has the URL http://bucket.localhost:4711. */
  readonly endpoint: string
  readonly close: () => Promise<void>
}

export async function listen(handle: RequestListener): Promise<Listening> {
  const server = http.createServer(handle)
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
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

function send(outgoing: ServerResponse, { status, body = '', headers = {} }: Response, now: number): void {
  outgoing.writeHead(status, {
    ...headers,
    date: new Date(now).toUTCString(),
    ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
  })
  outgoing.end(status === 204 ? undefined : body)
}
