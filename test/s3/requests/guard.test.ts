import { describe, expect, it } from 'vitest'
import type { Target } from '../../../src/core/upload.js'
import { abortUpload } from '../../../src/s3/aborting/abort-upload.js'
import type { SignedRequests } from '../../../src/s3/requests/signed-requests.js'
import { assertMaySend, assertNamesUpload } from '../../../src/s3/requests/guard.js'
import { Wire } from '../../../src/s3/requests/wire.js'
import { startStore } from '../../support/store.js'

describe('an abort names its upload', () => {
  it.each([
    { key: '', uploadId: '1' },
    { key: 'k', uploadId: '' },
    { key: undefined, uploadId: '1' },
    { key: 'k', uploadId: undefined },
    { key: 'k', uploadId: null },
  ])('%j does not', (target) => {
    expect(() => {
      assertNamesUpload(target as Target)
    }).toThrow(TypeError)
  })
})

describe('what may leave the process', () => {
  it.each([
    ['GET', '/?uploads='],
    ['GET', '/key?uploadId=1'],
    ['DELETE', '/key?uploadId=1'],
    ['DELETE', '/%20?uploadId=1'],
    ['DELETE', '//?uploadId=1'],
  ])('%s %s', (method, path) => {
    expect(() => {
      assertMaySend({ method, path, bucketPath: '' })
    }).not.toThrow()
  })

  const rules = '<LifecycleConfiguration><Rule></Rule></LifecycleConfiguration>'

  it.each([
    ['', '/?lifecycle='],
    ['/bkt', '/bkt/?lifecycle='],
  ])('a lifecycle configuration with rules: bucket path "%s", PUT %s', (bucketPath, path) => {
    expect(() => {
      assertMaySend({ method: 'PUT', path, bucketPath, body: rules })
    }).not.toThrow()
  })

  it.each([
    ['', '/?lifecycle=', ''],
    ['', '/?lifecycle=', '<LifecycleConfiguration></LifecycleConfiguration>'],
    ['', '/?lifecycle=&uploadId=1', rules],
    ['', '/?policy=', rules],
    ['', '/key?lifecycle=', rules],
    ['', '/', rules],
    ['/bkt', '/?lifecycle=', rules],
    ['/bkt', '/other/?lifecycle=', rules],
    ['/bkt', '/bkt/key?lifecycle=', rules],
  ])('never, with bucket path "%s", PUT %s %s', (bucketPath, path, body) => {
    expect(() => {
      assertMaySend({ method: 'PUT', path, bucketPath, body })
    }).toThrow(/refused to send/)
  })

  it.each([
    ['DELETE', '/key'],
    ['DELETE', '/key?'],
    ['DELETE', '/key?uploadId'],
    ['DELETE', '/key?uploadId='],
    ['DELETE', '/key?uploadId=&uploadId=1'],
    ['DELETE', '/key?x-id=AbortMultipartUpload'],
    ['DELETE', '/key?uploadid=1'],
    ['DELETE', '/?uploadId=1'],
    ['DELETE', '?uploadId=1'],
    ['DELETE', '/'],
    ['DELETE', '/?lifecycle='],
    ['PUT', '/'],
    ['PUT', '/key'],
    ['PUT', '/key?lifecycle='],
    ['PUT', '/?policy='],
    ['POST', '/key?uploads='],
    ['POST', '/?delete='],
    ['HEAD', '/'],
  ])('never %s %s', (method, path) => {
    expect(() => {
      assertMaySend({ method, path, bucketPath: '' })
    }).toThrow(/refused to send/)
  })

  it.each(['/bkt?uploadId=1', '/bkt/?uploadId=1', '/other/key?uploadId=1', '/?uploadId=1'])(
    'never DELETE %s, where the bucket is in the path',
    (path) => {
      expect(() => {
        assertMaySend({ method: 'DELETE', path, bucketPath: '/bkt' })
      }).toThrow(/refused to send/)
    },
  )
})

describe('the guard stands where it is decided, and at the door', () => {
  const limits = { connect: 1000, idle: 1000, whole: 1000, bodyBytes: 1000 }
  const signal = new AbortController().signal

  it.each([
    { key: '', uploadId: '1' },
    { key: 'k', uploadId: '' },
  ])('where an upload is aborted: %j', async (target) => {
    const send = () => Promise.reject(new Error('sent'))
    const requests = { send } as unknown as SignedRequests
    await expect(abortUpload(requests, target, signal)).rejects.toThrow(/refused to abort/)
  })

  it.each(['/k', '/k?uploadId=', '/?uploadId=1'])('where a request goes out: DELETE %s', async (path) => {
    const store = await startStore()
    const { protocol, hostname, port } = new URL(store.endpoint)
    const request = {
      method: 'DELETE',
      protocol,
      hostname,
      port: Number(port),
      bucketPath: '',
      path,
      headers: {},
    }
    const wire = new Wire(limits, () => undefined)
    await expect(Promise.resolve().then(() => wire.exchange(request, signal))).rejects.toThrow(
      /refused to send/,
    )
    expect(store.requests).toEqual([])
  })
})
