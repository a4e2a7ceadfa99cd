import { createHash } from 'node:crypto'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { failureIn } from './answer.js'
import type { Connection } from './setup/connection.js'
import { hostOf } from './setup/endpoint.js'
import type { Credentials } from './credentials.js'
import type { Address } from './probe.js'
import { RequestError } from './request-error.js'
import { percentEncode, type Signer } from './signing.js'
import type { Wire, WireAnswer } from './wire.js'

/** What to ask: of the bucket itself where there is no key. */
export interface StoreRequest {
  readonly method: 'GET' | 'DELETE' | 'PUT'
  readonly key?: string
  readonly query: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** XML. */
  readonly body?: string
}

export interface Way {
  readonly connection: Connection
  readonly credentials: Credentials
  readonly signer: Signer
  readonly wire: Wire
  readonly clock: Clock
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])

/** Sends signed requests about one bucket, or about the store where there is none. */
export class SignedRequests {
  /** For people to read. */
  readonly where: { readonly endpoint: string; readonly host: string; readonly credentials: string }
  readonly address: Address
  readonly #way: Way
  readonly #place: { protocol: string; hostname: string; port?: number; bucketPath: string; host: string }
  /** How far the store's clock is ahead of ours, once it has refused a request for that. */
  #skew: Duration = 0

  constructor(bucket: string | undefined, way: Way) {
    const { connection, credentials } = way
    this.#way = way
    this.#place = placeOf(bucket, connection)
    this.address = {
      hostname: this.#place.hostname,
      port: this.#place.port ?? defaultPort(this.#place.protocol),
    }
    this.where = {
      endpoint: connection.endpoint.value.origin,
      host: this.#place.hostname,
      credentials: credentials.source,
    }
  }

  /**
   * Credentials that have expired are replaced once, and a clock that is off is allowed for, before an answer
   * counts as a refusal.
   *
   * @returns the answer, if it says that the request was carried out.
   * @throws RequestError otherwise.
   */
  async send(request: StoreRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { credentials, clock } = this.#way
    const current = credentials.held() ?? (await credentials.current())
    const answer = await this.#sendAs(current, request, signal)
    const failure = failureIn(answer)
    if (!failure) return answer
    const next = EXPIRED.has(failure.code) ? await credentials.after(current) : current
    const isSkewed = failure.code === 'RequestTimeTooSkewed' && this.#learnTime(answer, clock)
    if (!next || (next === current && !isSkewed)) throw new RequestError(failure)
    const second = await this.#sendAs(next, request, signal)
    const again = failureIn(second)
    if (again) throw new RequestError(again)
    return second
  }

  /** A request that anybody could make; what is of interest is that it is answered. */
  sendUnsigned(signal: AbortSignal): Promise<WireAnswer> {
    const { host, ...place } = this.#place
    return this.#way.wire.exchange(
      { ...place, method: 'GET', path: `${place.bucketPath}/`, headers: { host } },
      signal,
    )
  }

  #sendAs(identity: AwsCredentialIdentity, request: StoreRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { signer, wire, clock } = this.#way
    const { host, ...place } = this.#place
    const { method, key = '' } = request
    const path = `${place.bucketPath}/${key.split('/').map(percentEncode).join('/')}`
    const query = queryString(request.query)
    const sent = { method, ...contentOf(request) }
    const headers = signer.sign({ ...sent, host, path, query }, identity, clock.now() + this.#skew)
    return wire.exchange({ ...place, ...sent, path: `${path}?${query}`, headers }, signal)
  }

  #learnTime({ headers }: WireAnswer, clock: Clock): boolean {
    const theirs = Date.parse(headers.date ?? '')
    if (Number.isNaN(theirs)) return false
    this.#skew = theirs - clock.now()
    return true
  }
}

/**
 * With its MD5, without which some stores take no configuration, and its length, without which RGW takes none: Node
 * sends a body in chunks where the headers come to it as a list.
 */
function contentOf({ headers, body }: StoreRequest): Pick<StoreRequest, 'headers' | 'body'> {
  if (body === undefined) return { ...(headers && { headers }) }
  const content = {
    'content-length': String(Buffer.byteLength(body)),
    'content-md5': createHash('md5').update(body).digest('base64'),
    'content-type': 'application/xml',
  }
  return { headers: { ...headers, ...content }, body }
}

function placeOf(bucket: string | undefined, { endpoint: { value: url }, addressing }: Connection) {
  const base = url.pathname.replace(/\/$/, '')
  const isVirtual = addressing.value === 'virtual' && bucket !== undefined
  return {
    protocol: url.protocol,
    hostname: isVirtual ? `${bucket}.${url.hostname}` : hostOf(url),
    ...(url.port && { port: Number(url.port) }),
    host: isVirtual ? `${bucket}.${url.host}` : url.host,
    bucketPath: isVirtual || bucket === undefined ? base : `${base}/${bucket}`,
  }
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80
}

/** In the order of the names, which the signature wants. */
function queryString(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${percentEncode(parameters[name] ?? '')}`)
    .join('&')
}
