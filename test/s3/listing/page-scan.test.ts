import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StoredBucket } from '../../../src/sandbox/contents.js'
import { listUploads } from '../../../src/sandbox/listing.js'
import { manners } from '../../../src/sandbox/manners.js'
import { readPage } from '../../../src/s3/listing/page.js'
import { scanPage } from '../../../src/s3/listing/page-scan.js'
import { startStore } from '../../support/store.js'

/** Nothing by itself, but no scanner takes it: the page goes to the reader of any XML. */
const UNUSUAL = '<!-- unusual -->'

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed())
const page = fc
  .record({ keys: fc.array(key, { maxLength: 4 }), manner: fc.constantFrom(...Object.values(manners)) })
  .map(({ keys, manner }) => {
    const bucket = new StoredBucket('bkt')
    keys.forEach((each, index) => bucket.addUpload(each, 1e12 + index))
    const query = new URLSearchParams({ 'encoding-type': 'url' })
    return listUploads(bucket, query, { manner, pageSize: 3 }).body ?? ''
  })

/** What mutations are made of. */
const scrap = fc.constantFrom(
  ...['<', '>', '/', '&', ';', ' ', '\n', 'x', 'é', '<Key>', '</Key>', '<Upload>', '</Upload>', '<Owner/>'],
  ...[
    '<ID>1</ID>',
    '<Key>k</Key>',
    '&amp;',
    '&#x41;',
    '&x;',
    '<s3:Key>',
    '<Key a="b">',
    '<Odd>1</Odd>',
    '<Odd/>',
  ],
  ...['<IsTruncated>true</IsTruncated>', '<!-- -->', '<![CDATA[a]]>', '<!DOCTYPE a>', '\uFEFF', ']]>', ''],
)
const mutation = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), scrap })

it('takes every page of every manner of store as it is', () => {
  fc.assert(
    fc.property(page, (text) => {
      expect(scanPage(Buffer.from(text))).toBeDefined()
      expect(outcomeOf(text)).toEqual(outcomeOf(text + UNUSUAL))
    }),
    { numRuns: 500 },
  )
})

it('reads a page that is damaged anyhow as the reader of any XML does, or leaves it to that', () => {
  fc.assert(
    fc.property(page, fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) => {
      const damaged = mutations.reduce((whole, { at, length, scrap: inserted }) => {
        const from = at % (whole.length + 1)
        return whole.slice(0, from) + inserted + whole.slice(from + length)
      }, text)
      expect(outcomeOf(damaged)).toEqual(outcomeOf(damaged + UNUSUAL))
    }),
    { numRuns: 10_000 },
  )
}, 60_000)

it('takes no page whose last tag is cut off for whole, whatever follows it', () => {
  const envelope = '<Bucket>bkt</Bucket><IsTruncated>false</IsTruncated>'
  const cut = `<ListMultipartUploadsResult>${envelope}</ListMultipartUploadsResult`
  expect(outcomeOf(`${cut}>`)).toEqual({ entries: [], isTruncated: false, saysEncoded: false })
  for (const rest of ['', '\n', '\n<!-- -->', ' <Bucket>']) expect(outcomeOf(cut + rest)).toBe('untrusted')
})

it('reads what the SDK reads, where the SDK reads keys as they are', async () => {
  const store = await startStore({ manner: 'plain' })
  const plain = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
  for (const each of fc.sample(plain, 1000)) store.add(`k/${each}`)
  const client = new S3Client({
    endpoint: store.endpoint,
    region: 'auto',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const theirs = await client.send(new ListMultipartUploadsCommand({ Bucket: 'bkt' }))
  const { stdout } = await store.run('list --bucket bkt --json')
  const ours = JSON.parse(stdout) as { Uploads: { Key: string; UploadId: string; Initiated: string }[] }
  expect(ours.Uploads.map(({ Key, UploadId, Initiated }) => [Key, UploadId, Initiated])).toEqual(
    theirs.Uploads?.map(({ Key, UploadId, Initiated }) => [Key, UploadId, Initiated?.toISOString()]),
  )
  expect(ours.Uploads).toHaveLength(1000)
})

function outcomeOf(text: string): unknown {
  try {
    return readPage(Buffer.from(text), 'bkt')
  } catch {
    return 'untrusted'
  }
}
