import { describe, expect, it } from 'vitest'
import { parseBucketName } from '../../src/core/bucket-name.js'

describe('parseBucketName', () => {
  it.each([
    ['my-bucket-1', 'my-bucket-1'],
    ['s3://my-bucket', 'my-bucket'],
    ['cw://my-bucket/', 'my-bucket'],
    ['a'.repeat(63), 'a'.repeat(63)],
  ])('%s', (text, name) => {
    expect(parseBucketName(text)).toBe(name)
  })

  it.each([
    'my.bucket',
    'MyBucket',
    'my_bucket',
    'ab',
    'a'.repeat(64),
    '-bucket',
    'bucket-',
    '..',
    '',
    'bucket/key',
    's3://bucket/key',
    'arn:aws:s3:::bucket',
    'bucket--usw2-az1--x-s3',
    'xn--bucket',
    '192.168.0.1',
    'bücket',
    'bucket\n',
    'evil.com#',
    '__proto__',
  ])('refuses %j, which could not be the label of a host name', (text) => {
    expect(() => parseBucketName(text)).toThrow(SyntaxError)
  })
})
