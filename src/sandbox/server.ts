import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, error, type Request } from './answers.js'
import { StoredBucket } from './contents.js'
import { type MannerName, manners } from './manners.js'
import { carryOut, type World } from './operations.js'

export interface SandboxOptions {
  /** Whose way of listing uploads it has; CoreWeave's is not known, Ceph's is the nearest. */
  readonly manner?: MannerName
  /** Most uploads on one page, whatever was asked for. */
  readonly pageSize?: number
  readonly now?: () => number
}

/** An S3 store in memory, for `cwmpu demo` and for tests: the multipart part of S3, over real HTTP. */
export class Sandbox {
  readonly buckets = new Map<string, StoredBucket>()
  /** Answers one request; wrap it to make a store that misbehaves. */
  readonly handle: RequestListener
  readonly #world: World

  constructor({ manner = 'rgw', pageSize = 1000, now = Date.now }: SandboxOptions = {}) {
    this.#world = { buckets: this.buckets, manner: manners[manner], pageSize, now }
    this.handle = (incoming, outgoing) => {
      this.#answer(incoming, outgoing).catch(() => outgoing.destroy()) // The client has gone.
    }
  }

  createBucket(name: string): StoredBucket {
    const bucket = new StoredBucket(name)
    this.buckets.set(name, bucket)
    return bucket
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const request = readRequest(incoming, Buffer.concat(chunks))
    const isSigned = incoming.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')
    send(outgoing, isSigned ? carryOut(request, this.#world) : error(403, 'AccessDenied'), this.#world.now())
  }
}

/**
 * Processes that all connect at once are more than Node's 511 can wait for. Linux drops the rest without a word: they
 * take themselves for connected, and are answered half a minute later.
 */
const BACKLOG = 4096

/** A sandbox that listens on a free port of the loopback. */
export interface Listening {
  /** Such as http://localhost:4711; buckets answer at http://bucket.localhost:4711 too. */
  readonly endpoint: string
  readonly close: () => Promise<void>
}

export async function listen(handle: RequestListener): Promise<Listening> {
  const server = http.createServer(handle)
  await new Promise<void>((resolve) =>
    server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve),
  )
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** The bucket is the label before `.localhost`, or else the first segment of the path. */
function readRequest(incoming: IncomingMessage, body: Buffer): Request {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2)
  const [, virtual] = /^([^.:]+)\.localhost(?::\d+)?$/.exec(incoming.headers.host ?? '') ?? []
  const segments = path.slice(1).split('/')
  const bucket = virtual ?? decodeURIComponent(segments.shift() ?? '')
  const key = decodeURIComponent(segments.join('/'))
  const { method = 'GET', headers } = incoming
  return { method, bucket, key, query: new URLSearchParams(query), headers, body }
}

function send(outgoing: ServerResponse, { status, body = '', headers = {} }: Answer, now: number): void {
  outgoing.writeHead(status, {
    ...headers,
    date: new Date(now).toUTCString(),
    ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
  })
  outgoing.end(status === 204 ? undefined : body)
}
