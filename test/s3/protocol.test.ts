import {
  AbortMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { HttpResponse } from '@smithy/core/transport'
import { describe, expect, it } from 'vitest'
import { headersOfResponse, S3Protocol } from '../../src/s3/protocol.js'
import { errorCodeOf, headerOf, InvalidResponseError, retryAfterOf } from '../../src/s3/request-error.js'
import { type Fault, html, page, respondWithError, respond } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { clientFor, testCredentials } from './client.js'

const list = new ListMultipartUploadsCommand({ Bucket: 'bkt' })

/** Returns a client for a server that responds to every request with a fault. */
async function clientOf(fault: Fault) {
  const server = await startServer()
  server.injectFault(() => true, fault)
  return clientFor(server)
}

const thrown = async (fault: Fault) => (await clientOf(fault)).send(list).catch((error: unknown) => error)

const xml = (root: string, content = '') => respond(200, `<${root}>${content}</${root}>`)

describe('S3Protocol with a response that is not a listing', () => {
  it.each<[string, Fault, string | RegExp]>([
    ['an empty body', respond(200), /XML that ends too early/],
    ['an HTML page', html(200), 'an HTML page'],
    ['HTML without a document type', respond(200, ' <HTML><body>Sign in</body></HTML>'), 'an HTML page'],
    ['JSON', respond(200, '{"Uploads":[]}'), /XML/],
    ['a word', respond(200, 'ok'), /XML/],
    ['a listing of objects', xml('ListBucketResult'), 'a ListBucketResult document'],
    ['a list of buckets', xml('ListAllMyBucketsResult'), 'a ListAllMyBucketsResult document'],
    ['a listing of another bucket', page('', { bucket: 'other' }), 'a listing of another bucket'],
    ['a listing with status 206', respond(206, '<ListMultipartUploadsResult/>'), 'status 206'],
    ['status 204', respond(204), 'status 204'],
    ['bytes that are not UTF-8', respond(200, Buffer.from([0x3c, 0xff])), /not UTF-8/],
  ])('rejects %s', async (_, fault, message) => {
    const error = await thrown(fault)
    expect(error).toBeInstanceOf(InvalidResponseError)
    expect(String(error)).toMatch(message)
  })

  it('rejects an abort whose response is not 204', async () => {
    const abort = new AbortMultipartUploadCommand({ Bucket: 'bkt', Key: 'k', UploadId: '1' })
    await expect((await clientOf(html(200))).send(abort)).rejects.toThrow('status 200')
  })

  it.each<[string, (client: S3Client) => Promise<unknown>]>([
    ['ListParts', (client) => client.send(new ListPartsCommand({ Bucket: 'bkt', Key: 'k', UploadId: '1' }))],
    ['ListBuckets', (client) => client.send(new ListBucketsCommand({}))],
    [
      'GetBucketLifecycleConfiguration',
      (client) => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'bkt' })),
    ],
  ])('rejects a listing of uploads if the request is %s', async (_, send) => {
    await expect(send(await clientOf(page('')))).rejects.toThrow('a ListMultipartUploadsResult document')
  })
})

describe('S3Protocol with an error response', () => {
  it('throws the code, the message and the request ID of the server', async () => {
    const content = '<Code>AccessDenied</Code><Message>No &amp; no</Message><RequestId>tx-1</RequestId>'
    const error = await thrown(respond(403, `<?xml version="1.0"?><Error>${content}</Error>`))
    expect(error).toBeInstanceOf(S3ServiceException)
    expect(error).toMatchObject({
      name: 'AccessDenied',
      message: 'No & no',
      $fault: 'client',
      $metadata: { httpStatusCode: 403, requestId: 'tx-1' },
    })
    expect(errorCodeOf(error)).toBe('AccessDenied')
  })

  it('throws at most 200 characters of a code and of a request ID', async () => {
    const content = `<Code>${'C'.repeat(4000)}</Code><RequestId>${'r'.repeat(4000)}</RequestId>`
    expect(await thrown(respond(403, `<Error>${content}</Error>`))).toMatchObject({
      name: 'C'.repeat(200),
      $metadata: { requestId: 'r'.repeat(200) },
    })
  })

  it('throws the error of a document under status 200', async () => {
    expect(await thrown(respondWithError(200, 'InternalError'))).toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 200 },
    })
  })

  it.each([
    ['an empty body', respond(502)],
    ['an HTML page', html(502)],
    ['a body that is cut', respond(502, '<Error><Code>Cut</Code>')],
    ['another document', respond(502, '<Message><Error/></Message>')],
    ['an error document of more than 64 KiB', respond(502, `<Error><Code>Long</Code>${' '.repeat(65_536)}</Error>`)],
  ])('throws the status as the code if there is %s', async (_, fault) => {
    expect(await thrown(fault)).toMatchObject({ name: 'HTTP 502', message: '', $fault: 'server' })
  })

  it('reads the request ID from the header if the body has none', async () => {
    expect(await thrown(respond(500, '', { 'x-amz-request-id': 'tx-2' }))).toMatchObject({
      $metadata: { requestId: 'tx-2' },
    })
  })

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    ['999999', undefined],
  ])('keeps the headers, such as Retry-After: %s', async (value, delay) => {
    const error = await thrown(respondWithError(503, 'SlowDown', { 'Retry-After': value }))
    if (!(error instanceof S3ServiceException)) throw error
    expect(headerOf(error, 'retry-after')).toBe(value)
    expect(retryAfterOf(error)).toBe(delay)
  })
})

describe('S3Protocol', () => {
  it('reads a listing that contains an element named Error', async () => {
    expect(await (await clientOf(page('<Error/>'))).send(list)).toMatchObject({ Uploads: [] })
  })

  it('reads objects and versions', async () => {
    const objects = await clientOf(xml('ListBucketResult', '<Contents><Key>k</Key></Contents>'))
    expect(await objects.send(new ListObjectsV2Command({ Bucket: 'bkt' }))).toMatchObject({ Contents: [{ Key: 'k' }] })
    const versions = await clientOf(xml('ListVersionsResult', '<DeleteMarker><Key>k</Key></DeleteMarker>'))
    expect(await versions.send(new ListObjectVersionsCommand({ Bucket: 'bkt' }))).toMatchObject({
      Versions: [{ Key: 'k' }],
    })
  })

  it('reads no response to an operation that it does not know', async () => {
    const client = await clientOf(xml('LocationConstraint'))
    const location = client.send(new GetBucketLocationCommand({ Bucket: 'bkt' }))
    await expect(location).rejects.toThrow('no reader for GetBucketLocation')
  })

  it('rejects a response of another request handler, which may not have checked it', async () => {
    const handle = () => Promise.resolve({ response: new HttpResponse({ statusCode: 200 }) })
    const client = new S3Client({
      region: 'auto',
      credentials: testCredentials,
      protocol: S3Protocol,
      requestHandler: { handle },
    })
    await expect(client.send(list)).rejects.toThrow('another request handler')
  })

  it('returns the headers of the response', async () => {
    const output = await (await clientOf(page(''))).send(list)
    expect(headersOfResponse(output)).toMatchObject({ date: expect.stringMatching(/GMT$/) as string })
  })

  it('sends Content-MD5 with a lifecycle configuration', async () => {
    const server = await startServer()
    const rule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } as const
    await clientFor(server).send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: 'bkt', LifecycleConfiguration: { Rules: [rule] } }),
    )
    expect(server.bucket.lifecycle).toContain('<ID>a</ID>')
  })

  it('sends only the parameters of the operation', async () => {
    const server = await startServer()
    const client = clientFor(server)
    const upload = { Bucket: 'bkt', Key: 'k', UploadId: server.add('k') }
    await client.send(list)
    await client.send(new ListPartsCommand(upload))
    await client.send(new AbortMultipartUploadCommand(upload))
    expect(server.requests).toEqual([
      'GET /bkt/?uploads=',
      `GET /bkt/k?uploadId=${encodeURIComponent(upload.UploadId)}`,
      `DELETE /bkt/k?uploadId=${encodeURIComponent(upload.UploadId)}`,
    ])
  })
})
