import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serverProfiles } from '../support/server-profiles.js'
import { startServer } from '../support/server.js'
import { page, text } from './arbitraries.js'
import { clientFor, testCredentials } from './client.js'
import { ENVELOPE, read, readPage } from './read-page.js'

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const SENT = { prefix: 'a b/é+%20', 'key-marker': 'k+ %é', 'upload-id-marker': '2~x', delimiter: '' }

describe('readUploads with repeated parameters', () => {
  it.each([
    ['Prefix', 'a b/é+%20'],
    ['Prefix', 'a%20b/%C3%A9%2B%2520'],
    ['Prefix', 'a+b%2F%C3%A9%2B%2520'],
    ['Prefix', 'a%20b/%C3%A9+%2520'],
    ['Prefix', ''],
    ['KeyMarker', 'k+ %é'],
    ['KeyMarker', 'k%2B+%25%C3%A9'],
    ['UploadIdMarker', '2~x'],
    ['UploadIdMarker', '2%7Ex'],
    ['Delimiter', ''],
  ])('accepts %s "%s"', (name, echo) =>
    expect(read(`${ENVELOPE}<${name}>${echo}</${name}>`, SENT)).toMatchObject({ Uploads: [] }),
  )

  it.each([
    ['Prefix', 'a b'],
    ['Prefix', 'A b/é+%20'],
    ['Prefix', 'a%20b/%C3%A9%2B%20'],
    ['Prefix', '%'],
    ['KeyMarker', 'other'],
    ['UploadIdMarker', '2~y'],
    ['Delimiter', '/'],
  ])('rejects %s "%s"', (name, echo) => {
    expect(() => read(`${ENVELOPE}<${name}>${echo}</${name}>`, SENT)).toThrow(`a listing with another ${name}`)
  })

  it('rejects a marker if none was sent', () => {
    expect(() => read(`${ENVELOPE}<KeyMarker>k</KeyMarker>`)).toThrow('a listing with another KeyMarker')
  })

  it('accepts any prefix in either encoding', () => {
    fc.assert(
      fc.property(text, (prefix) => {
        for (const echo of [prefix, encodeURIComponent(prefix), encodeURIComponent(prefix).replaceAll('%20', '+')])
          expect(read(`${ENVELOPE}<Prefix>${escaped(echo)}</Prefix>`, { prefix })).toMatchObject({ Uploads: [] })
      }),
    )
  })
})

describe('readUploads with a page of an emulated server', () => {
  it('returns the keys and upload IDs of all uploads', () => {
    fc.assert(
      fc.property(page, ({ body, uploads, profile, isEncoded }) => {
        const encode = isEncoded && 'encodeKey' in profile ? profile.encodeKey : (each: string) => each
        const { Uploads, IsTruncated } = readPage(body)
        const ids = new Map(uploads.map(({ key, uploadId }) => [uploadId, encode(key)]))
        expect(Uploads?.map(({ Key }) => Key)).toEqual(Uploads?.map(({ UploadId = '' }) => ids.get(UploadId)))
        expect({ count: Uploads?.length, IsTruncated }).toEqual({
          count: Math.min(3, uploads.length),
          IsTruncated: uploads.length > 3,
        })
      }),
      { numRuns: 500 },
    )
  })

  it('returns what the unchanged SDK returns if the keys are plain', async () => {
    const server = await startServer({ profile: serverProfiles.plain })
    const plain = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
    for (const each of fc.sample(plain, 1000)) server.add(`k/${each}`)
    const unchanged = new S3Client({
      endpoint: server.endpoint,
      region: 'auto',
      forcePathStyle: true,
      credentials: testCredentials,
    })
    const [ours, theirs] = await Promise.all(
      [clientFor(server), unchanged].map((client) => client.send(new ListMultipartUploadsCommand({ Bucket: 'bkt' }))),
    )
    expect(ours?.Uploads).toEqual(theirs?.Uploads)
    expect(ours?.Uploads).toHaveLength(1000)
  })
})
