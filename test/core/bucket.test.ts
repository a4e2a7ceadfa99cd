import { describe, expect, it } from 'vitest'
import { invalidBucketName, parseBucketReference } from '../../src/core/bucket.js'

describe('parseBucketReference', () => {
  it.each([
    ['my-bucket-1', 'my-bucket-1', ''],
    ['s3://my-bucket', 'my-bucket', ''],
    ['cw://my-bucket/', 'my-bucket', ''],
    ['s3://my-bucket/a/b%20c.tar', 'my-bucket', 'a/b%20c.tar'],
    ['my-bucket/a/', 'my-bucket', 'a/'],
    ['s3://my-bucket//a', 'my-bucket', '/a'],
    ['s3://my-bucket/line\nbreak', 'my-bucket', 'line\nbreak'],
    ['https://my-bucket', 'https:', '/my-bucket'],
    ['', '', ''],
  ])('splits %j into the bucket and the literal path', (text, name, path) =>
    expect(parseBucketReference(text)).toEqual({ name, path }),
  )
})

describe('invalidBucketName', () => {
  it.each(['my-bucket-1', 'my.bucket', 'abc', '192.168.0.1', 'a'.repeat(63)])(
    'accepts %s in both addressing styles',
    (name) => {
      expect(invalidBucketName(name, 'virtual')).toBeUndefined()
      expect(invalidBucketName(name, 'path')).toBeUndefined()
    },
  )

  it.each(['MyBucket', 'my_bucket', 'Old.Bucket_1', '-bucket', 'bucket-', '.bucket', '_a_', 'a..b', 'a'.repeat(255)])(
    'accepts %s only in path addressing',
    (name) => {
      expect(invalidBucketName(name, 'virtual')).toMatch(/\.$/)
      expect(invalidBucketName(name, 'path')).toBeUndefined()
    },
  )

  it.each([
    'ab',
    'a'.repeat(256),
    '.',
    '..',
    '...',
    '',
    'bucket/key',
    'arn:aws:s3:::bucket',
    'bucket--usw2-az1--x-s3',
    'bücket',
    'bucket\n',
    'evil.com#',
    'a b',
    'a%2e',
  ])('S5 rejects %j in both addressing styles', (name) => {
    expect(invalidBucketName(name, 'virtual')).toMatch(/\.$/)
    expect(invalidBucketName(name, 'path')).toMatch(/\.$/)
  })
})
