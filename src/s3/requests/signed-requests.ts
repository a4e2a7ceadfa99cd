import { createHash } from 'node:crypto'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from '../../core/clock.js'
import type { Duration } from '../../core/duration.js'
import { readHttpDate } from '../../core/instant.js'
import type { Connection } from '../setup/connection.js'
import type { Credentials } from '../setup/credentials.js'
import { failureIn } from './answer.js'
import type { WireAnswer, WireRequest } from './exchange.js'
import { type Address, addressOf, type Place, placeOf } from './place.js'
import { RequestError } from './request-error.js'
import { percentEncode, type Signer } from './signing.js'
import type { Wire } from './wire.js'

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
  readonly #place: Place
  /** How far the store's clock is ahead of ours, once it has refused a request for that. */
  #skew: Duration = 0

  constructor(bucket: string | undefined, way: Way) {
    const { connection, credentials } = way
    this.#way = way
    this.#place = placeOf(bucket, connection)
    this.address = addressOf(this.#place)
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
    const { host, bucketPath } = this.#place
    return this.#exchange({ method: 'GET', path: `${bucketPath}/`, headers: { host } }, signal)
  }

  #sendAs(identity: AwsCredentialIdentity, request: StoreRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { signer, clock } = this.#way
    const { host, bucketPath } = this.#place
    const { method, key = '' } = request
    const path = `${bucketPath}/${key.split('/').map(percentEncode).join('/')}`
    const query = queryString(request.query)
    const { headers: more, body } = contentOf(request)
    const signable = { method, host, path, query, headers: more, body }
    const headers = signer.sign(signable, identity, clock.now() + this.#skew)
    return this.#exchange({ method, path: `${path}?${query}`, headers, body }, signal)
  }

  /** Field by field: V8 makes objects by `...` with shapes of their own, which pile up until it collects them. */
  #exchange(
    { method, path, headers, body }: Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'>,
    signal: AbortSignal,
  ): Promise<WireAnswer> {
    const { protocol, hostname, port, bucketPath } = this.#place
    const request = { protocol, hostname, port, bucketPath, method, path, headers, body }
    return this.#way.wire.exchange(request, signal)
  }

  #learnTime({ headers }: WireAnswer, clock: Clock): boolean {
    const theirs = readHttpDate(headers.date)
    if (theirs === undefined) return false
    this.#skew = theirs - clock.now()
    return true
  }
}

/**
 * With its MD5, without which some stores take no configuration, and its length, without which RGW takes none: Node
 * sends a body in chunks where the headers come to it as a list.
 */
function contentOf(request: StoreRequest): Pick<StoreRequest, 'headers' | 'body'> {
  const { headers, body } = request
  if (body === undefined) return request
  const content = {
    'content-length': String(Buffer.byteLength(body)),
    'content-md5': createHash('md5').update(body).digest('base64'),
    'content-type': 'application/xml',
  }
  return { headers: { ...headers, ...content }, body }
}

/** In the order of the names, which the signature wants. */
function queryString(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${percentEncode(parameters[name] ?? '')}`)
    .join('&')
}
