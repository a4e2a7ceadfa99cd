import { parseQueryString } from '@smithy/core/protocols'
import type { HttpRequest } from '@smithy/types'
import { describe, expect, it } from 'vitest'
import type { Target } from '../../src/core/upload.js'
import { assertNamesUpload, assertSafeRequest } from '../../src/s3/request-guard.js'

describe('assertNamesUpload', () => {
  it('accepts a key and an upload ID', () => {
    expect(() => assertNamesUpload({ key: ' ', uploadId: '1' })).not.toThrow()
  })

  it.each([
    { key: '', uploadId: '1' },
    { key: 'k', uploadId: '' },
    { key: undefined, uploadId: '1' },
    { key: 'k', uploadId: undefined },
    { key: 'k', uploadId: null },
    { key: ['k'], uploadId: '1' },
    { key: 'k', uploadId: 1 },
  ])('S4 refuses %j', (target) => {
    expect(() => assertNamesUpload(target as unknown as Target)).toThrow(TypeError)
  })
})

const RULES = '<LifecycleConfiguration><Rule></Rule></LifecycleConfiguration>'

/** Calls the guard with a request to the address of the bucket, such as `DELETE /key?uploadId=1`. */
function guard(line: string, bucketUrl: string, changes: Partial<HttpRequest> = {}): void {
  guardBucket('bkt', line, bucketUrl, changes)
}

function guardBucket(
  bucket: string | undefined,
  line: string,
  bucketUrl: string,
  changes: Partial<HttpRequest> = {},
): void {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const url = new URL(bucketUrl)
  const { protocol, hostname, port } = url
  const address = { protocol, hostname, ...(port && { port: Number(port) }) }
  const headers = { host: url.host }
  const request = { method, ...address, path, query: parseQueryString(query), headers, ...changes }
  assertSafeRequest(request, { bucket, url })
}

const VIRTUAL = 'https://bkt.cwobject.com'
const PATH = 'https://cwobject.com/bkt'

describe('assertSafeRequest', () => {
  it.each([
    ['GET /?uploads', VIRTUAL],
    ['GET /key?uploadId=1', VIRTUAL],
    ['DELETE /key?uploadId=1', VIRTUAL],
    ['DELETE /%20?uploadId=1', VIRTUAL],
    ['DELETE //?uploadId=1', VIRTUAL],
    ['DELETE /bkt/key?uploadId=1', PATH],
    ['DELETE /bkt//?uploadId=1', PATH],
    ['DELETE /s3/bkt/key?uploadId=1', 'https://example.com/s3/bkt'],
    ['DELETE /bkt/key?uploadId=1', 'http://[::1]:9000/bkt'],
  ])('accepts %s if the address of the bucket is %s', (line, url) => {
    expect(() => guard(line, url)).not.toThrow()
  })

  it.each([
    ['PUT /?lifecycle=', VIRTUAL],
    ['PUT /bkt/?lifecycle=', PATH],
  ])('accepts %s with rules if the address of the bucket is %s', (line, url) => {
    expect(() => guard(line, url, { body: RULES })).not.toThrow()
  })

  it.each([
    ['PUT /?lifecycle=', VIRTUAL, ''],
    ['PUT /?lifecycle=', VIRTUAL, undefined],
    ['PUT /?lifecycle=', VIRTUAL, '<LifecycleConfiguration></LifecycleConfiguration>'],
    ['PUT /?lifecycle=&uploadId=1', VIRTUAL, RULES],
    ['PUT /?policy=', VIRTUAL, RULES],
    ['PUT /key?lifecycle=', VIRTUAL, RULES],
    ['PUT /', VIRTUAL, RULES],
    ['PUT /?lifecycle=', PATH, RULES],
    ['PUT /other/?lifecycle=', PATH, RULES],
    ['PUT /bkt/key?lifecycle=', PATH, RULES],
    ['PUT /bkt?lifecycle=', PATH, RULES],
    ['POST /?lifecycle=', VIRTUAL, RULES],
    ['DELETE /?lifecycle=', VIRTUAL, RULES],
  ])('refuses %s if the address of the bucket is %s and the body is %j', (line, url, body) => {
    expect(() => guard(line, url, { body })).toThrow(/refused to send/)
  })

  it.each([
    'DELETE /key',
    'DELETE /key?',
    'DELETE /key?uploadId',
    'DELETE /key?uploadId=',
    'DELETE /key?uploadId=&uploadId=1',
    'DELETE /key?uploadId=1&uploadId=2',
    'DELETE /key?x-id=AbortMultipartUpload',
    'DELETE /key?uploadid=1',
    'DELETE /?uploadId=1',
    'DELETE ?uploadId=1',
    'DELETE /',
    'DELETE /?lifecycle=',
    'PUT /',
    'PUT /key',
    'PUT /key?lifecycle=',
    'PUT /key?uploadId=1&partNumber=1',
    'PUT /?policy=',
    'POST /key?uploads=',
    'POST /key?uploadId=1',
    'POST /?delete=',
    'HEAD /',
  ])('S4 refuses %s', (line) => {
    expect(() => guard(line, VIRTUAL)).toThrow(/refused to send/)
  })

  it.each(['https://cwobject.com', 'https://other.cwobject.com', 'https://cwobject.com/other'])(
    'refuses every request if the address of the bucket is %s',
    (url) => {
      for (const line of ['GET /?uploads=', 'DELETE /key?uploadId=1', 'PUT /?lifecycle='])
        expect(() => guard(line, url, { body: RULES })).toThrow(/an address without the bucket/)
    },
  )

  it.each(['.ab', '-ab', '_ab', 'a..', 'Ab_.-1'])('accepts the bucket %j in the path', (bucket) => {
    expect(() => {
      guardBucket(bucket, `DELETE /${bucket}/key?uploadId=1`, `https://cwobject.com/${bucket}`)
    }).not.toThrow()
  })

  it.each(['', '.', '..', '...', 'evil.com/', 'a/b', 'a?', 'a#', 'a%2f', 'ä', 'a\n'])(
    'refuses the bucket %j, which is not a plain name',
    (bucket) => {
      expect(() => {
        guardBucket(bucket, `GET /${bucket}/?uploads=`, `https://cwobject.com/${bucket}`)
      }).toThrow(/an address without the bucket/)
    },
  )

  it('accepts GET without a bucket, such as the list of all buckets', () => {
    expect(() => {
      guardBucket(undefined, 'GET /', 'https://cwobject.com')
    }).not.toThrow()
  })

  it.each(['DELETE /key?uploadId=1', 'PUT /?lifecycle='])('refuses %s without a bucket', (line) => {
    expect(() => {
      guardBucket(undefined, line, 'https://cwobject.com', { body: RULES })
    }).toThrow(/an address without the bucket/)
  })

  it('refuses a list with one upload ID', () => {
    expect(() => guard('DELETE /key', VIRTUAL, { query: { uploadId: ['1'] } })).toThrow(/refused to send/)
  })

  it.each([
    'DELETE /bkt?uploadId=1',
    'DELETE /bkt/?uploadId=1',
    'DELETE /other/key?uploadId=1',
    'DELETE /bkt2/key?uploadId=1',
    'DELETE /?uploadId=1',
    'GET /other/?uploads=',
    'GET /',
  ])('refuses %s if the bucket is in the path', (line) => {
    expect(() => guard(line, PATH)).toThrow(/refused to send/)
  })

  it.each<[string, Partial<HttpRequest>]>([
    ['host', { hostname: 'other.cwobject.com' }],
    ['host in its header', { headers: { host: 'other.cwobject.com' } }],
    ['host without a header', { headers: {} }],
    ['host, which starts with the name of the bucket', { hostname: 'bkt.cwobject.com.example.com' }],
    ['port', { port: 8443 }],
    ['protocol', { protocol: 'http:' }],
  ])('refuses a request to another %s', (_, changes) => {
    for (const line of ['GET /?uploads=', 'DELETE /key?uploadId=1', 'PUT /?lifecycle='])
      expect(() => guard(line, VIRTUAL, { body: RULES, ...changes })).toThrow(/another address/)
  })
})
