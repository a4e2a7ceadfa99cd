import { describe, expect, it } from 'vitest'
import { parseReviewedListing } from '../../src/core/reviewed-listing.js'

const one = { key: 'a', uploadId: '1' }
const two = { key: 'b', uploadId: '2' }

describe('parseReviewedListing', () => {
  it.each([
    [
      'a document',
      '{"Bucket":"bkt","Uploads":[{"Key":"a","UploadId":"1"},{"Key":"b","UploadId":"2"}]}',
      [one, two],
    ],
    ['an upload a line', '{"Key":"a","UploadId":"1"}\n{"Key":"b","UploadId":"2"}\n', [one, two]],
    ['one upload alone', '{"Key":"a","UploadId":"1"}', [one]],
    ['what jq .Uploads makes', '[{"Key":"a","UploadId":"1"}]', [one]],
    [
      'the AWS CLI, pretty',
      '{\n  "Uploads": [\n    {\n"Key":"a","UploadId":"1","Initiated":"x"}\n]\n}',
      [one],
    ],
    [
      'outcomes with their summary',
      '{"Key":"a","UploadId":"1","Outcome":"failed"}\n{"Summary":{"Matched":1}}\n',
      [one],
    ],
    ['no uploads', '{"Uploads":[]}', []],
    ['nothing', '', []],
  ])('reads %s', (_, text, targets) => {
    expect(parseReviewedListing(text).targets).toEqual(targets)
  })

  it('gives keys as they are, __proto__ and control characters too', () => {
    const keys = ['__proto__', '\n', '\u001b[31m', '🦄', ' ']
    const text = JSON.stringify({ Uploads: keys.map((Key) => ({ Key, UploadId: '1' })) })
    expect(parseReviewedListing(text).targets.map(({ key }) => key)).toEqual(keys)
  })

  it('names the buckets that it is of', () => {
    const text = '{"Bucket":"one","Key":"a","UploadId":"1"}\n{"Bucket":"two","Key":"a","UploadId":"1"}'
    expect([...parseReviewedListing(text).buckets]).toEqual(['one', 'two'])
  })

  it.each([
    ['a table', 'KEY  UPLOAD ID\na    1\n', /line 1 has no Key/],
    ['F64 a broken line', '{"Key":"a","UploadId":"1"}\n{"Key":"b","UploadI', /line 2 has no Key/],
    [
      'an empty key',
      '{"Uploads":[{"Key":"a","UploadId":"1"},{"Key":"","UploadId":"1"}]}',
      /upload 2 has no Key/,
    ],
    ['no upload id', '{"Uploads":[{"Key":"a"}]}', /upload 1 has no Key and UploadId/],
    ['an upload id that is a number', '{"Uploads":[{"Key":"a","UploadId":1}]}', /upload 1/],
    ['half a character', '{"Uploads":[{"Key":"\\ud800","UploadId":"1"}]}', /upload 1/],
    ['another document', '{"Contents":[]}', /not a listing/],
    ['a number', '7', /not a listing/],
    ['null', 'null', /not a listing/],
  ])('refuses %s, whole', (_, text, message) => {
    expect(() => parseReviewedListing(text)).toThrow(message)
  })
})
