import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { HttpRequest } from '@smithy/core/transport'
import type { BucketEndpoint } from './request-guard.js'

/** Event of a request that has failed, perhaps before it has a socket. */
export const FAILED = 'cwmpu:failed'

/** Signed request, with the address that it must go to and the signal that cancels it. */
export class S3Request extends HttpRequest {
  readonly endpoint: BucketEndpoint
  readonly signal: AbortSignal | undefined

  constructor(request: Partial<HttpRequest>, endpoint: BucketEndpoint, signal: AbortSignal | undefined) {
    super(request)
    this.endpoint = endpoint
    this.signal = signal
  }
}

/**
 * Complete response. It is not the SDK's HttpResponse, because throw200ExceptionsMiddleware would make a stream of each
 * body. Our protocol checks responses instead.
 */
export class S3Response {
  readonly request: S3Request
  readonly status: number
  /** Names are in lower case. */
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer

  constructor(request: S3Request, { statusCode = 0, headers }: IncomingMessage, bytes: Buffer) {
    this.request = request
    this.status = statusCode
    this.headers = headers
    this.bytes = bytes
  }
}
