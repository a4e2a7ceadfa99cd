import { describe, expect, it } from 'vitest'
import type { Target } from '../../src/core/upload.js'
import { assertMaySend, assertNamesUpload } from '../../src/s3/guard.js'

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
    ['PUT', '/?lifecycle='],
  ])('%s %s', (method, path) => {
    expect(() => {
      assertMaySend({ method, path, bucketPath: '' })
    }).not.toThrow()
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
