import { HttpRequest } from '@smithy/core/transport'
import { S3Request } from '../../src/s3/s3-request.js'
import { readUploads } from '../../src/s3/uploads-response.js'
import { parseXml } from '../../src/s3/xml.js'

/** Elements that every listing of `bkt` has. */
export const ENVELOPE = '<Bucket>bkt</Bucket><IsTruncated>false</IsTruncated>'

/** Reads the elements of a page as the response to a request with these parameters. */
export function read(content: string, query: Record<string, string> = {}) {
  return readPage(`<ListMultipartUploadsResult>${content}</ListMultipartUploadsResult>`, query)
}

/** Reads a page as the response to a request with these parameters. */
export function readPage(xml: string, query: Record<string, string> = {}) {
  const endpoint = { bucket: 'bkt', url: new URL('https://bkt.cwobject.com') }
  return readUploads(parseXml(Buffer.from(xml)), new S3Request(new HttpRequest({ query }), endpoint, undefined))
}
