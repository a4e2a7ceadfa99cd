import { SignatureV4 } from '@smithy/signature-v4'
import type { S3Client } from '@aws-sdk/client-s3'
import { failureIn } from './answer.js'
import type { Connection } from './connection.js'
import { RequestError } from './request-error.js'
import type { Wire, WireAnswer } from './wire.js'

/** What to ask of one bucket: the bucket itself where there is no key. */
export interface BucketRequest {
  readonly method: 'GET' | 'DELETE'
  readonly key?: string
  readonly query: Readonly<Record<string, string>>
}

/** Sends requests about one bucket, signed with the S3 client's credentials for its region. */
export class BucketRequests {
  /** Scheme and host of the store, for people. */
  readonly endpoint: string
  readonly #wire: Wire
  readonly #signer: SignatureV4
  readonly #place: { protocol: string; hostname: string; port?: number; bucketPath: string; host: string }

  constructor(bucket: string, connection: Connection, client: S3Client, wire: Wire) {
    this.endpoint = connection.endpoint.origin
    this.#wire = wire
    this.#place = placeOf(bucket, connection)
    this.#signer = new SignatureV4({
      service: 's3',
      region: client.config.region,
      credentials: client.config.credentials,
      sha256: client.config.sha256,
      uriEscapePath: false,
    })
  }

  /**
   * @returns the answer, if it says that the request was carried out.
   * @throws RequestError otherwise.
   */
  async send(request: BucketRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { host, bucketPath, ...place } = this.#place
    const resource = `${bucketPath}/${(request.key ?? '').split('/').map(percentEncode).join('/')}`
    const signed = await this.#signer.sign({
      ...place,
      method: request.method,
      path: resource,
      query: { ...request.query },
      headers: { host },
    })
    const query = Object.entries(request.query).map(
      ([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`,
    )
    const answer = await this.#wire.exchange(
      {
        ...place,
        method: request.method,
        bucketPath,
        path: `${resource}?${query.join('&')}`,
        headers: signed.headers,
      },
      signal,
    )
    const failure = failureIn(answer)
    if (failure) throw new RequestError(failure)
    return answer
  }
}

function placeOf(bucket: string, { endpoint, addressing }: Connection) {
  const base = endpoint.pathname.replace(/\/$/, '')
  const isVirtual = addressing === 'virtual'
  return {
    protocol: endpoint.protocol,
    hostname: isVirtual ? `${bucket}.${endpoint.hostname}` : endpoint.hostname.replace(/[[\]]/g, ''),
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
