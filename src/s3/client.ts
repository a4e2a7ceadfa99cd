import { Readable } from 'node:stream'
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { HttpResponse, type HttpRequest } from '@smithy/core/transport'
import { RequestError, untrusted } from './requests/request-error.js'
import type { Way } from './requests/signed-requests.js'

export interface Asking {
  /** The root element of the answer: the SDK takes any other document for an empty one. */
  readonly root: string
  readonly stop: AbortSignal
}

/**
 * The SDK's client, for what a run asks once: with our connection, whose defaults are CoreWeave's, and through our
 * one wire, so that its guard and its deadlines hold for the SDK too.
 *
 * Nothing is left for the SDK to find out: by itself it drops a profile's endpoint, and speaks to Amazon.
 */
export function clientFor({ connection, credentials, wire }: Way, { root, stop }: Asking): S3Client {
  return new S3Client({
    endpoint: connection.endpoint.value.href,
    region: connection.region.value,
    forcePathStyle: connection.addressing.value === 'path',
    credentials: () => credentials.current(),
    requestHandler: {
      handle: async (request: HttpRequest) => {
        const { status, headers, body } = await wire.exchange(wireRequestOf(request), stop)
        if (status < 300 && !body.includes(`<${root}`)) throw untrusted(`it is no ${root}`)
        const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
        return {
          response: new HttpResponse({ statusCode: status, headers: flat, body: Readable.from([body]) }),
        }
      },
    },
  })
}

/** What the SDK throws, as every other request's failure. */
export function asRequestError(error: unknown): unknown {
  if (!(error instanceof S3ServiceException)) return error
  const { name: code, message, $metadata } = error
  const { httpStatusCode: status = 0, requestId } = $metadata
  return new RequestError({ kind: 'answered', status, code, message, ...(requestId && { requestId }) })
}

function wireRequestOf({ method, protocol, hostname, port, path, query, headers }: HttpRequest) {
  const parameters = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value ?? ''))}`,
  )
  return {
    method,
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    bucketPath: '',
    path: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path,
    headers,
  }
}
