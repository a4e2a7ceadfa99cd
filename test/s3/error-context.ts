import { S3ServiceException } from '@aws-sdk/client-s3'
import { expect } from 'vitest'

/** Context of an abort in the bucket `b`. */
export const context = {
  operation: 'abort',
  bucket: 'b',
  endpoint: 'https://cwobject.com',
  url: new URL('https://b.cwobject.com'),
  credentials: 'profile cw',
} as const

/** Returns the exception of an error response. */
export function exception(status: number, code: string, message = '', requestId?: string): S3ServiceException {
  return new S3ServiceException({
    name: code,
    message,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status, ...(requestId !== undefined && { requestId }) },
  })
}

export const matching = (text: string | RegExp) => expect.stringMatching(text) as string
