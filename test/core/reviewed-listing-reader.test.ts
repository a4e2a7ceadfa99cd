import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReviewedListingReader } from '../../src/core/reviewed-listing-reader.js'
import { type MachineFormat, rowWriter, UPLOAD_COLUMNS, uploadRow } from '../../src/output/records.js'

const one = { key: 'a', uploadId: '1' }
const two = { key: 'b', uploadId: '2' }
const TIME = '2026-11-01T00:00:00.000Z'

/** Reads a listing of the bucket `bkt`, in chunks of a few bytes. */
function read(text: string | Uint8Array, chunkSize = 7) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const reader = new ReviewedListingReader('bkt')
  for (let start = 0; start < bytes.length; start += chunkSize) reader.push(bytes.subarray(start, start + chunkSize))
  const { targets, namesBucket, otherBucket } = reader.end()
  return { targets: [...targets], namesBucket, otherBucket }
}

describe('ReviewedListingReader', () => {
  it.each([
    [
      'a document that names its bucket last',
      '{"Uploads":[{"Key":"a","UploadId":"1"},\n{"Key":"b","UploadId":"2"}],"Total":2,"Bucket":"bkt"}\n',
      [one, two],
      true,
    ],
    ['an upload per line', '{"Bucket":"bkt","Key":"a","UploadId":"1"}\n{"Key":"b","UploadId":"2"}\n', [one, two]],
    ['values without line breaks', '{"Key":"a","UploadId":"1"}{"Key":"b","UploadId":"2"}', [one, two]],
    ['the output of jq .Uploads', '[{"Key":"a","UploadId":"1"}]', [one]],
    [
      'indented output of the AWS CLI',
      '{\n  "Uploads": [\n    {\n"Key":"a","UploadId":"1","Owner":{"ID":"x"}}\n]\n}',
      [one],
    ],
    [
      'outcomes with their summary',
      '{"Bucket":"bkt","Key":"a","UploadId":"1","Outcome":"failed"}\n{"Bucket":"bkt","Summary":{"Matched":1}}\n',
      [one],
      true,
    ],
    ['no uploads', '{"Uploads":[]}', [], true],
    ['an empty file', '', [], true],
    ["F65 the AWS CLI's listing of an empty bucket", '{\n  "RequestCharged": null,\n  "Prefix": ""\n}\n', [], true],
    [
      'F65 the same with --no-paginate',
      '{"Bucket":"bkt","Prefix":"p","MaxUploads":1000,"IsTruncated":false}',
      [],
      true,
    ],
    ['F65 the same of earlier versions', '{"RequestCharged":null}', [], true],
    ['null, as the AWS CLI writes it for --query Uploads', 'null\n', [], true],
    ['null with CRLF', 'null\r\n', [], true],
    ['an upload that is listed twice only once', '{"Key":"a","UploadId":"1"}\n{"Key":"a","UploadId":"1"}', [one]],
    ['tsv', `a\t1\t${TIME}\t\t\t\tbkt\nb\t2\t\t3\t4\t${TIME}\tbkt`, [one, two], true],
    ['tsv with CRLF', `a\t1\t${TIME}\t\t\t\tbkt\r\n\r\n`, [one], true],
    ['tsv of version 1', `a\t1\t${TIME}\nb\t2\t${TIME}\t3\t4\t\n`, [one, two]],
  ])('reads %s', (_, text, targets, namesBucket = false) =>
    expect(read(text)).toEqual({ targets, namesBucket, otherBucket: undefined }),
  )

  it.each([
    ['{"Bucket":"two","Uploads":[{"Key":"a","UploadId":"1"}]}', 1],
    ['{"Bucket":"bkt","Uploads":[\n{"Bucket":"two","Key":"a","UploadId":"1"}]}', 2],
    ['{"Bucket":"bkt","Key":"a","UploadId":"1"}\n{"Bucket":"two","Key":"a","UploadId":"1"}', 2],
    [`a\t1\t${TIME}\t\t\t\ttwo\nb\t1\t${TIME}\t\t\t\tthree\n`, 1],
  ])('reports the first other bucket with its line: %j', (text, line) =>
    expect(read(text)).toMatchObject({ otherBucket: { name: 'two', line } }),
  )

  it.each([
    ['a table', 'AGE  KEY  UPLOAD ID\na    1\n', 'Line 1 has other columns than list -o tsv.'],
    ['csv', 'Key,UploadId,Initiated\r\na,1,\r\n', 'Line 1 is csv, which is for spreadsheets.'],
    ['outcomes as tsv', 'aborted\ta\t1\t\t\t\n', 'Line 1 has other columns than list -o tsv.'],
    ['tsv without a bucket', `a\t1\t${TIME}\t\t\t\t\n`, 'Line 1 has an invalid Bucket.'],
    ['tsv with another escape', `a\\q\t1\t${TIME}\n`, 'Line 1 has an invalid escape sequence.'],
    [
      'F64 a line that is cut',
      '{"Key":"a","UploadId":"1"}\n{"Key":"b","UploadI',
      'Line 2 ends in the middle of a value.',
    ],
    ['a line that is not JSON', '{"Key":"a","UploadId":"1"}\n{"Key" "b"}\n', 'Line 2 is not JSON.'],
    [
      'an empty key',
      '{"Uploads":[\n{"Key":"a","UploadId":"1"},\n{"Key":"","UploadId":"1"}]}',
      'Line 3 has no Key or UploadId.',
    ],
    ['no upload ID', '{"Uploads":[{"Key":"a"}]}', 'Line 1 has no Key or UploadId.'],
    [
      'an upload ID that is a number',
      '{"Uploads":[{"Key":"a","UploadId":1}]}',
      'Line 1 has an invalid Key or UploadId.',
    ],
    [
      'half of a surrogate pair',
      '{"Uploads":[{"Key":"k\\ud800","UploadId":"1"}]}',
      'Line 1 has an invalid Key or UploadId.',
    ],
    ['a missing comma', '{"Uploads":[{"Key":"a","UploadId":"1"}{"Key":"b","UploadId":"2"}]}', 'Line 1 is not JSON.'],
    ['an extra comma', '{"Uploads":[{"Key":"a","UploadId":"1"},]}', 'Line 1 is not JSON.'],
    ['an extra bracket', '{"Uploads":[]}]', 'Line 1 is not JSON.'],
    ['another document', '{"Contents":[]}', 'Line 1 has no Key or UploadId.'],
    ['an empty object', '{}', 'Line 1 has no Key or UploadId.'],
    ['another list of objects', '{"Contents":[],"IsTruncated":false,"Name":"x"}', 'Line 1 has no Key or UploadId.'],
    ['a list of objects', '{"Contents":[],"RequestCharged":null,"Prefix":""}', 'Line 1 has no Key or UploadId.'],
    ['a document with only a prefix', '{"Prefix":""}', 'Line 1 has no Key or UploadId.'],
    ['null in an array', '[null]', 'Line 1 has no Key or UploadId.'],
    ['null after an upload', `a\t1\t${TIME}\nnull\n`, 'Line 2 has other columns than list -o tsv.'],
    ['Uploads under an escaped name', '{"\\u0055ploads":[{"Key":"a","UploadId":"1"}]}', 'Line 1 has invalid Uploads.'],
    ['null for Uploads', '{"Uploads":null}', 'Line 1 has invalid Uploads.'],
    ['a list of buckets', '{"Buckets":[{"Bucket":"a","Total":1}]}', 'Line 1 lists buckets, not uploads.'],
    ['a bucket per line', '{"Bucket":"bkt","Total":0,"Recent":0}\n', 'Line 1 lists buckets, not uploads.'],
    [
      'a listing that failed',
      '{"Bucket":"bkt","Uploads":[{"Key":"a","UploadId":"1"}],"Complete":false,"Error":{"Code":"SlowDown"}}',
      'Line 1 has an Error. The listing is not complete.',
    ],
    [
      'lines that end with an error',
      '{"Bucket":"bkt","Key":"a","UploadId":"1"}\n{"Error":{"Code":"SlowDown"},"ExitCode":6}\n',
      'Line 2 has an Error. The listing is not complete.',
    ],
    [
      'a document of several lines that failed',
      '{"Uploads":[]}\n{\n"Uploads":[\n{"Key":"a","UploadId":"1"},\n{"Key":"b","UploadId":"2"}\n],\n"Error":{}}',
      'Line 2 has an Error. The listing is not complete.',
    ],
    [
      'a document of several lines with an escaped name',
      '{"Uploads":[\n{"Key":"a",\n"UploadId":"1"}\n],\n"\\u0055ploads":[\n5]}',
      'Line 1 has invalid Uploads.',
    ],
    [
      'an upload of several lines without a key',
      '{\n"Uploads":[\n{"Key":"a","UploadId":"1"},\n\n{\n"UploadId":"2"\n}\n]}',
      'Line 5 has no Key or UploadId.',
    ],
    ['a word after a value', '{"Uploads":[]}\nx', 'Line 2 is not JSON.'],
    ['a string', '[]"x"', 'Line 1 is not JSON.'],
    ['deep nesting', '['.repeat(100_000), 'Line 1 is nested too deeply.'],
    ['many other arrays', `{${'"a":[],'.repeat(300_000)}"b":1}`, 'Line 1 has no Key or UploadId.'],
    ['a long string', `{"a":"${'x'.repeat(2 ** 23)}`, 'Line 1 has a value of more than 8 MiB.'],
    ['a long line', 'x'.repeat(2 ** 23 + 2 ** 17), 'Line 1 has more than 8 MiB.'],
    ['UTF-16', Buffer.from('\ufeffa\t1\n', 'utf16le'), 'Line 1 is not UTF-8 text.'],
    ['a character that is cut', Buffer.from('é').subarray(0, 1), 'Line 1 is not UTF-8 text.'],
    [
      'a cut character at the end of line 2',
      Buffer.from(`a\t1\t${TIME}\né`).subarray(0, -1),
      'Line 2 is not UTF-8 text.',
    ],
  ])('S20 rejects %s', (_, text, message) => {
    expect(() => read(text, 2 ** 16)).toThrow(new SyntaxError(message))
    if (text.length < 1000) expect(() => read(text, 1)).toThrow(new SyntaxError(message))
  })

  it('names the line of an invalid byte, in chunks of any size', () => {
    const line = `é\ufffd😀\t1\t${TIME}\n`
    for (const format of [line, '{"Key":"é","UploadId":"1"}\n']) {
      const bytes = Buffer.concat([Buffer.from(format.repeat(2)), Buffer.of(0xe9, 0x0a, 0xe9, 0x0a)])
      const message = 'Line 3 is not UTF-8 text.'
      for (let size = 1; size <= bytes.length; size++) expect(() => read(bytes, size)).toThrow(new SyntaxError(message))
    }
  })

  const name = fc
    .oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.string({
        minLength: 1,
        unit: fc.constantFrom(...Array.from('{}[]",:\\\t\r\n ux0\u001b\u007f\u202e\ufeffé😀')),
      }),
      fc.constantFrom('__proto__', '{"Key":"a"}', ' a ', 'Key,UploadId,Initiated', '"Uploads":['),
    )
    .filter((text) => text.isWellFormed())
  const upload = fc.record(
    {
      key: name,
      uploadId: name,
      initiated: fc.integer({ min: 0, max: 4e12 }),
      parts: fc.constantFrom('unknown' as const, { count: 0, bytes: 0 }, { count: 2, bytes: 9, lastModified: 7 }),
    },
    { requiredKeys: ['key', 'uploadId'] },
  )
  it.each<MachineFormat>(['json', 'ndjson', 'tsv'])('reads every upload that list writes as %s', (format) => {
    const property = fc.property(fc.array(upload), fc.integer({ min: 1, max: 50 }), (uploads, chunkSize) => {
      const layout = { envelope: { Bucket: 'bkt' }, columns: UPLOAD_COLUMNS, isTerminal: false }
      const writer = rowWriter(format, layout)
      const text = writer.rows(uploads.map(uploadRow)) + writer.close()
      const unique = new Map(uploads.map(({ key, uploadId }) => [JSON.stringify([key, uploadId]), { key, uploadId }]))
      expect(read(text, chunkSize)).toEqual({
        targets: [...unique.values()],
        namesBucket: true,
        otherBucket: undefined,
      })
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
