import { describe, expect, it } from 'vitest'
import { readPage } from '../../../src/s3/listing/page.js'
import { RequestError } from '../../../src/s3/requests/request-error.js'

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

function page(content: string, envelope = '<Bucket>bkt</Bucket><IsTruncated>false</IsTruncated>'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListMultipartUploadsResult ${NAMESPACE}>${envelope}${content}</ListMultipartUploadsResult>`
}

function read(text: string) {
  return readPage(Buffer.from(text), 'bkt')
}

describe('a page of a listing', () => {
  it('gives every field as it was written', () => {
    const upload = `<Upload><Key>a/b</Key><UploadId>2~x</UploadId><Initiator><ID>me</ID><DisplayName>Me</DisplayName></Initiator>
      <Owner><ID>us</ID></Owner><StorageClass>STANDARD</StorageClass><Initiated>2026-04-15T20:14:03.000Z</Initiated></Upload>`
    expect(read(page(upload))).toEqual({
      entries: [
        {
          key: 'a/b',
          uploadId: '2~x',
          initiatorId: 'me',
          initiatorName: 'Me',
          ownerId: 'us',
          storageClass: 'STANDARD',
          initiated: '2026-04-15T20:14:03.000Z',
        },
      ],
      isTruncated: false,
      saysEncoded: false,
    })
  })

  it.each([
    ['entities', 'a&amp;b&lt;c&gt;d&quot;e&apos;f', 'a&b<c>d"e\'f'],
    ['numbers, forbidden ones too', '&#x1;&#27;&#x7f;&#13;', '\u0001\u001b\u007f\r'],
    ['numbers beyond U+FFFF', '&#x1F984;&#129412;', '🦄🦄'],
    ['white space only', '\n\n', '\n\n'],
    ['white space at both ends', '  a ', '  a '],
    ['a raw carriage return', 'a\r\nb', 'a\r\nb'],
    ['raw C1 and bidirectional marks', '\u009b\u202e', '\u009b\u202e'],
    ['CDATA', 'a<![CDATA[<&>]]>b', 'a<&>b'],
    ['a comment', 'a<!-- - -->b', 'ab'],
    ['digits as digits', '007', '007'],
    ['__proto__', '__proto__', '__proto__'],
  ])('gives a key of %s exactly', (_, written, key) => {
    expect(read(page(`<Upload><Key>${written}</Key></Upload>`)).entries[0]?.key).toBe(key)
  })

  it('takes a namespace prefix, a byte order mark and an empty element for what they are', () => {
    const text = `\uFEFF<s3:ListMultipartUploadsResult xmlns:s3="x"><s3:Bucket>bkt</s3:Bucket><s3:IsTruncated>true</s3:IsTruncated>
      <s3:Upload><s3:Key>a</s3:Key><s3:UploadId/></s3:Upload></s3:ListMultipartUploadsResult>\n`
    expect(read(text)).toMatchObject({ isTruncated: true, entries: [{ key: 'a', uploadId: '' }] })
  })

  it.each([
    ['nothing', ''],
    ['HTML', '<html><body>Sign in</body></html>'],
    ['unclosed HTML', '<!DOCTYPE html><html><p>Sign in'],
    ['JSON', '{"Uploads":[]}'],
    ['text', 'ok'],
    ['another listing', page('').replaceAll('ListMultipartUploadsResult', 'ListBucketResult')],
    ['no bucket', page('', '<IsTruncated>false</IsTruncated>')],
    ['another bucket', page('', '<Bucket>other</Bucket><IsTruncated>false</IsTruncated>')],
    ['no IsTruncated', page('', '<Bucket>bkt</Bucket>')],
    ['an IsTruncated of 1', page('', '<Bucket>bkt</Bucket><IsTruncated>1</IsTruncated>')],
    ['two answers to IsTruncated', page('<IsTruncated>true</IsTruncated>')],
    ['an upload with two keys', page('<Upload><Key>a</Key><Key>b</Key></Upload>')],
    ['a page cut short', page('<Upload><Key>a</Key></Upload>').slice(0, -30)],
    ['two documents', `${page('')}<ListMultipartUploadsResult><Upload/></ListMultipartUploadsResult>`],
    ['text behind the document', `${page('')}x`],
    ['crossed elements', page('<Upload><Key>a</Upload></Key>')],
    ['an unknown entity', page('<Upload><Key>&nbsp;</Key></Upload>')],
    ['an entity named constructor', page('<Upload><Key>&constructor;</Key></Upload>')],
    ['an open entity', page('<Upload><Key>a&amp</Key></Upload>')],
    ['half a character', page('<Upload><Key>&#xD800;</Key></Upload>')],
    ['a number beyond Unicode', page('<Upload><Key>&#x110000;</Key></Upload>')],
    ['a document type', `<!DOCTYPE a [<!ENTITY x "y">]>${page('')}`],
  ])('is not %s', (_, text) => {
    expect(() => read(text)).toThrow(RequestError)
  })

  it('is not bytes that are not UTF-8', () => {
    const text = Buffer.from(page('<Upload><Key>a</Key></Upload>'))
    text[text.indexOf('<Key>a') + 5] = 0xff
    expect(() => readPage(text, 'bkt')).toThrow(/not UTF-8/)
  })
})
