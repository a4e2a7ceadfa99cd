import type { ListObjectsV2Output, ListObjectVersionsOutput } from '@aws-sdk/client-s3'
import { HttpRequest } from '@smithy/core/transport'
import { describe, expect, it } from 'vitest'
import { InvalidResponseError } from '../../src/s3/request-error.js'
import { readOutput } from '../../src/s3/responses.js'
import { S3Request } from '../../src/s3/s3-request.js'
import { parseXml } from '../../src/s3/xml.js'

const REQUEST = new S3Request(
  new HttpRequest({}),
  { bucket: 'bkt', url: new URL('https://bkt.cwobject.com') },
  undefined,
)
const EMPTY = '<Name>bkt</Name><IsTruncated>false</IsTruncated>'

const objectsIn = (content: string) => {
  const root = parseXml(Buffer.from(`<ListBucketResult>${content}</ListBucketResult>`))
  return (readOutput('ListObjectsV2', root, REQUEST) as ListObjectsV2Output).Contents
}
const versionsIn = (content: string) => {
  const root = parseXml(Buffer.from(`<ListVersionsResult>${content}</ListVersionsResult>`))
  return (readOutput('ListObjectVersions', root, REQUEST) as ListObjectVersionsOutput).Versions
}

describe('readOutput of ListObjectsV2 and ListObjectVersions', () => {
  it('returns the keys of objects, versions and delete markers', () => {
    expect(objectsIn(`${EMPTY}<Contents><Key>a</Key></Contents>`)).toEqual([{ Key: 'a' }])
    expect(
      versionsIn('<Version><Key>a</Key></Version><DeleteMarker><Key>b</Key></DeleteMarker><Odd><Key>c</Key></Odd>'),
    ).toEqual([{ Key: 'a' }, { Key: 'b' }])
  })

  it.each(['', '<KeyCount>0</KeyCount>', '<Owner/>'])('return no keys from an empty page with "%s"', (rest) => {
    expect(objectsIn(EMPTY + rest)).toEqual([])
    expect(versionsIn(EMPTY + rest)).toEqual([])
  })

  it.each([
    ['of another bucket', EMPTY.replace('bkt', 'other')],
    ['without a bucket', '<IsTruncated>false</IsTruncated>'],
    ['that is truncated', EMPTY.replace('false', 'true')],
    ['without IsTruncated', '<Name>bkt</Name>'],
    ['with a count', `${EMPTY}<KeyCount>1</KeyCount>`],
    ['with another element that has children', `${EMPTY}<Odd><Key>k</Key></Odd>`],
  ])('rejects an empty page %s', (_, content) => {
    expect(() => objectsIn(content)).toThrow(InvalidResponseError)
    expect(() => versionsIn(content)).toThrow(InvalidResponseError)
  })

  it('rejects an entry without a key', () => {
    expect(() => objectsIn('<Contents><Key>a</Key></Contents><Contents/>')).toThrow('an entry without a Key')
  })
})
