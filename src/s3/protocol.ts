import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { S3ServiceException } from '@aws-sdk/client-s3'
import { AwsRestXmlProtocol } from '@aws-sdk/core/protocols'
import type { MetadataBearer } from '@smithy/types'
import { InvalidResponseError } from './request-error.js'
import { readOutput } from './responses.js'
import { S3Response } from './s3-request.js'
import { parseXml, textAt, type XmlElement } from './xml.js'

/** An error document is shorter. */
const MAX_BYTES_OF_ERROR = 65_536
/** Limit of an error code and of a request ID, in characters. Messages repeat them. */
const MAX_WORD = 200

/**
 * The SDK's REST XML protocol for S3, which checks a response before it is used. By itself the SDK reads HTML, an
 * empty body, and a response to another request as an empty listing.
 */
export class S3Protocol extends AwsRestXmlProtocol {
  override async serializeRequest(...args: Parameters<AwsRestXmlProtocol['serializeRequest']>) {
    const request = await super.serializeRequest(...args)
    delete request.query?.['x-id']
    // Some servers reject a lifecycle configuration without Content-MD5, and the SDK sends a CRC32 instead.
    const body = request.body as string | undefined
    if (body) request.headers['content-md5'] = createHash('md5').update(body).digest('base64')
    return request
  }

  override async deserializeResponse<Output extends MetadataBearer>(
    ...[{ name }, , response]: Parameters<AwsRestXmlProtocol['deserializeResponse']>
  ): Promise<Output> {
    if (!(response instanceof S3Response)) throw new TypeError('the response has another request handler')
    return Promise.resolve(readResponse(name, response) as MetadataBearer as Output)
  }
}

/** Returns the headers of the response to a command, in lower case. */
export function headersOfResponse({ $metadata }: MetadataBearer): IncomingHttpHeaders {
  const { headers = {} } = $metadata as { readonly headers?: IncomingHttpHeaders }
  return headers
}

function readResponse(operation: string, { status, headers, bytes, request }: S3Response) {
  const requestId = headers['x-amz-request-id']?.toString()
  const error = errorElement(bytes)
  if (status >= 300 || error) throw toServiceException(status, error, requestId)
  if (status !== (operation === 'AbortMultipartUpload' ? 204 : 200)) throw new InvalidResponseError(`status ${status}`)
  const $metadata = { httpStatusCode: status, requestId, headers }
  if (request.method !== 'GET') return { $metadata }
  if (/^\s*<(!doctype )?html/i.test(bytes.toString('latin1', 0, 200))) throw new InvalidResponseError('an HTML page')
  return { ...readOutput(operation, parseXml(bytes), request), $metadata }
}

/** Returns the exception for an error response. Its name is the error code of the server. */
function toServiceException(status: number, error: XmlElement | undefined, idInHeaders: string | undefined) {
  const requestId = (textAt(error, 'RequestId') ?? idInHeaders)?.slice(0, MAX_WORD)
  const exception = new S3ServiceException({
    name: textAt(error, 'Code')?.slice(0, MAX_WORD) ?? `HTTP ${status}`,
    message: textAt(error, 'Message') ?? '',
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status, ...(requestId && { requestId }) },
  })
  return Object.assign(exception, { region: textAt(error, 'Region') })
}

/** Returns the root of an error document, also under status 200. Undefined for any other body. */
function errorElement(bytes: Buffer): XmlElement | undefined {
  if (bytes.length > MAX_BYTES_OF_ERROR || !bytes.includes('<Error')) return undefined
  try {
    const root = parseXml(bytes)
    return root.name === 'Error' ? root : undefined
  } catch {
    return undefined
  }
}
