import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { failureIn } from './answer.js'
import type { Connection } from './connection.js'
import type { Credentials } from './credentials.js'
import { RequestError } from './request-error.js'
import type { Sign } from './signing.js'
import type { Wire, WireAnswer } from './wire.js'

/** What to ask of one bucket: the bucket itself where there is no key. */
export interface BucketRequest {
  readonly method: 'GET' | 'DELETE'
  readonly key?: string
  readonly query: Readonly<Record<string, string>>
}

export interface Way {
  readonly connection: Connection
  readonly credentials: Credentials
  readonly sign: Sign
  readonly wire: Wire
  readonly clock: Clock
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])

/** Sends signed requests about one bucket. */
export class BucketRequests {
  /** For people to read. */
  readonly where: { readonly endpoint: string; readonly host: string; readonly credentials: string }
  readonly #way: Way
  readonly #place: { protocol: string; hostname: string; port?: number; bucketPath: string; host: string }
  /** How far the store's clock is ahead of ours, once it has refused a request for that. */
  #skew: Duration = 0

  constructor(bucket: string, way: Way) {
    const { connection, credentials } = way
    this.#way = way
    this.#place = placeOf(bucket, connection)
    this.where = {
      endpoint: connection.endpoint.origin,
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
  async send(request: BucketRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { credentials, clock } = this.#way
    const current = await credentials.current()
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

  async #sendAs(
    identity: AwsCredentialIdentity,
    request: BucketRequest,
    signal: AbortSignal,
  ): Promise<WireAnswer> {
    const { sign, wire, clock } = this.#way
    const { host, ...place } = this.#place
    const { method, key = '', query } = request
    const path = `${place.bucketPath}/${key.split('/').map(percentEncode).join('/')}`
    const headers = await sign({ method, host, path, query }, identity, clock.now() + this.#skew)
    const parameters = Object.entries(query).map(
      ([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`,
    )
    return wire.exchange({ ...place, method, path: `${path}?${parameters.join('&')}`, headers }, signal)
  }

  #learnTime({ headers }: WireAnswer, clock: Clock): boolean {
    const theirs = Date.parse(headers.date ?? '')
    if (Number.isNaN(theirs)) return false
    this.#skew = theirs - clock.now()
    return true
  }
}

function placeOf(bucket: string, { endpoint, addressing }: Connection) {
  const base = endpoint.pathname.replace(/\/$/, '')
  const isVirtual = addressing === 'virtual'
  return {
    protocol: endpoint.protocol,
    hostname: isVirtual ? `${bucket}.${endpoint.hostname}` : endpoint.hostname.replace(/^\[|\]$/g, ''),
    ...(endpoint.port && { port: Number(endpoint.port) }),
    host: isVirtual ? `${bucket}.${endpoint.host}` : endpoint.host,
    bucketPath: isVirtual ? base : `${base}/${bucket}`,
  }
}

/** RFC 3986, which SigV4 signs by: encodeURIComponent leaves five characters more. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
