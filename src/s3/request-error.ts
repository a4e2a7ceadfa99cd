import { S3ServiceException } from '@aws-sdk/client-s3'
import type { Duration } from '../core/time.js'

/** No complete response arrived. The code is Node's, such as ECONNREFUSED, or one of `NetworkError`'s own. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A proxy did not forward the request. */
export class ProxyError extends NetworkError {
  readonly status: number

  constructor(status: number) {
    super(status >= 500 ? 'EPROXYFAILED' : 'EPROXYREFUSED', `the proxy returned status ${status}`)
    this.status = status
  }
}

/** Returns true if the process, or the machine, can open no further files or connections. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof NetworkError && (error.code === 'EMFILE' || error.code === 'ENFILE')
}

export function toNetworkError(error: unknown, defaultCode = 'UNKNOWN'): NetworkError {
  const { code = defaultCode, message } = error as NodeJS.ErrnoException
  return new NetworkError(code, message, { cause: error })
}

/** A response arrived that is not valid for its request. The message is a noun phrase, such as `an HTML page`. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError'
  readonly code = 'InvalidResponse'
  /** Without it, the SDK appends a hint for developers to the message. */
  readonly $metadata = {}
}

/** Failure of a request: an error response of the server, no response, or an invalid response. */
export type RequestError = S3ServiceException | NetworkError | InvalidResponseError

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof S3ServiceException || error instanceof NetworkError || error instanceof InvalidResponseError
}

/** Returns the error code of the server, or undefined if the server sent no error response. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof S3ServiceException ? error.name : undefined
}

/** Returns a header of an error response, in lower case. */
export function headerOf(error: S3ServiceException, name: string): string | undefined {
  return error.$response?.headers[name]
}

/** Returns the `Retry-After` header in milliseconds. A date is ignored. */
export function retryAfterOf(error: S3ServiceException): Duration | undefined {
  const seconds = headerOf(error, 'retry-after')
  return seconds !== undefined && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : undefined
}
