import { describe, expect, it } from 'vitest'
import { InvalidResponseError } from '../../src/s3/request-error.js'
import { ENVELOPE, read } from './read-page.js'

describe('readUploads', () => {
  it('returns every field as it was written', () => {
    const upload = `<Upload><Key>a/b</Key><UploadId>2~x</UploadId><Initiator><ID>me</ID><DisplayName>Me</DisplayName></Initiator>
      <Owner><ID>us</ID></Owner><StorageClass>STANDARD</StorageClass><Initiated>2026-04-15T20:14:03.000Z</Initiated>
      <ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>COMPOSITE</ChecksumType></Upload>`
    const next = '<NextKeyMarker>a%2Fb</NextKeyMarker><NextUploadIdMarker>2~x</NextUploadIdMarker>'
    const rest = '<MaxUploads>1000</MaxUploads><EncodingType>url</EncodingType>'
    expect(read(ENVELOPE + next + rest + upload)).toEqual({
      Bucket: 'bkt',
      IsTruncated: false,
      MaxUploads: 1000,
      EncodingType: 'url',
      NextKeyMarker: 'a%2Fb',
      NextUploadIdMarker: '2~x',
      Uploads: [
        {
          Key: 'a/b',
          UploadId: '2~x',
          Initiator: { ID: 'me', DisplayName: 'Me' },
          Owner: { ID: 'us' },
          StorageClass: 'STANDARD',
          Initiated: new Date('2026-04-15T20:14:03Z'),
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'COMPOSITE',
        },
      ],
    })
  })

  it.each([
    ['true', true],
    ['True', true],
    ['false', false],
    ['FALSE', false],
  ])('reads IsTruncated %s', (written, isTruncated) => {
    const content = `<Bucket>bkt</Bucket><IsTruncated>${written}</IsTruncated>`
    expect(read(content)).toMatchObject({ IsTruncated: isTruncated, Uploads: [] })
  })

  it.each(['', '-1', '1e3', 'many', '1234567890'])('leaves out MaxUploads if it is "%s"', (written) =>
    expect(read(`${ENVELOPE}<MaxUploads>${written}</MaxUploads>`).MaxUploads).toBeUndefined(),
  )

  it.each(['yesterday', '', '2026-04-15', '2026-04-15T20:14:03'])('leaves out Initiated if it is "%s"', (at) => {
    const { Uploads } = read(`${ENVELOPE}<Upload><Key>k</Key><Initiated>${at}</Initiated></Upload>`)
    expect(Uploads?.map(({ Key, Initiated }) => ({ Key, Initiated }))).toEqual([{ Key: 'k', Initiated: undefined }])
  })

  it('keeps an upload without a key or an upload ID', () => {
    expect(read(`${ENVELOPE}<Upload><UploadId/></Upload><Upload/>`).Uploads).toEqual([{ UploadId: '' }, {}])
  })

  it('shares one object between uploads with the same owner', () => {
    const upload = (id: string) => `<Upload><Key>k</Key><Owner><ID>${id}</ID></Owner></Upload>`
    const [one, two, three] = read(ENVELOPE + upload('a') + upload('a') + upload('b')).Uploads ?? []
    expect(two?.Owner).toBe(one?.Owner)
    expect(three?.Owner).toEqual({ ID: 'b' })
  })

  it('ignores an unknown element without an upload', () => {
    const odd = '<RequestCharged>requester</RequestCharged><Odd><Even>1</Even></Odd>'
    const { Uploads } = read(`${ENVELOPE}${odd}<Upload><Key>k</Key>${odd}</Upload>`)
    expect(Uploads).toEqual([{ Key: 'k' }])
  })

  it.each([
    ['no bucket', '<IsTruncated>false</IsTruncated>'],
    ['another bucket', '<Bucket>other</Bucket><IsTruncated>false</IsTruncated>'],
    ['two buckets', `<Bucket>bkt</Bucket>${ENVELOPE}`],
    ['no IsTruncated', '<Bucket>bkt</Bucket>'],
    ['an empty IsTruncated', '<Bucket>bkt</Bucket><IsTruncated/>'],
    ['IsTruncated 1', '<Bucket>bkt</Bucket><IsTruncated>1</IsTruncated>'],
    ['an upload inside of Prefix', `${ENVELOPE}<Prefix><Upload><Key>k</Key></Upload></Prefix>`],
    ['an upload inside of an Owner', `${ENVELOPE}<Upload><Owner><Upload/></Owner></Upload>`],
    ['two IsTruncated', `${ENVELOPE}<IsTruncated>true</IsTruncated>`],
    ['two NextKeyMarker', `${ENVELOPE}<NextKeyMarker>a</NextKeyMarker><NextKeyMarker>a</NextKeyMarker>`],
    ['MaxUploads 0', `${ENVELOPE}<MaxUploads>0</MaxUploads>`],
    ['CommonPrefixes', `${ENVELOPE}<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>`],
    ['a Key outside of an upload', `${ENVELOPE}<Key>k</Key>`],
    ['an UploadId outside of an upload', `${ENVELOPE}<UploadId>1</UploadId>`],
    ['an unknown element with a Key', `${ENVELOPE}<Odd><Even><Key>k</Key></Even></Odd>`],
    ['an unknown element with an UploadId', `${ENVELOPE}<Uploads><Upload><UploadId>1</UploadId></Upload></Uploads>`],
    ['an upload with two keys', `${ENVELOPE}<Upload><Key>a</Key><Key>b</Key></Upload>`],
    ['an upload with two upload IDs', `${ENVELOPE}<Upload><UploadId>1</UploadId><UploadId>1</UploadId></Upload>`],
    ['an upload with two owners', `${ENVELOPE}<Upload><Owner/><Owner/></Upload>`],
    ['an upload with two times', `${ENVELOPE}<Upload><Initiated>x</Initiated><Initiated>y</Initiated></Upload>`],
    ['an upload in an upload', `${ENVELOPE}<Upload><Upload><Key>a</Key></Upload></Upload>`],
  ])('rejects %s', (_, content) => expect(() => read(content)).toThrow(InvalidResponseError))

  it('rejects text between elements', () =>
    expect(() => read(`${ENVELOPE}x<Upload/>`)).toThrow('text between elements'))
})
