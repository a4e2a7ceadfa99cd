import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { s3Server } from './s3-server.js'

const { S3_ENDPOINT } = process.env
if (!S3_ENDPOINT) throw new Error('No server. Run this with: npm run test:rgw')

const USUAL = 'cwmpu-abort-incomplete-uploads'
const client = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true })

const [one, two] = [
  { Key: 'team', Value: 'ml & co' },
  { Key: 'stage', Value: '<2>' },
]
const under = (prefix: string) => ({ Filter: { Prefix: prefix } })
const oldStyle = (prefix: string): object => ({ Prefix: prefix })

/** Rules of every kind that RGW 16 accepts, except the rule that a test changes. */
const OTHERS: readonly Partial<LifecycleRule>[] = [
  { ID: 'abort, off', ...under(''), Status: 'Disabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 9 } },
  { ID: 'old style', ...oldStyle('logs/'), Expiration: { Days: 300 } },
  { ID: 'date', ...under('date/'), Expiration: { Date: new Date('2050-01-01T00:00:00Z') } },
  { ID: 'marker', ...under('marker/'), Expiration: { ExpiredObjectDeleteMarker: true } },
  { ID: 'versions', ...under('versions/'), NoncurrentVersionExpiration: { NoncurrentDays: 50 } },
  { ID: 'move', ...under('move/'), Transitions: [{ Days: 90, StorageClass: 'GLACIER' }] },
  {
    ID: 'move versions',
    ...under('mv/'),
    NoncurrentVersionTransitions: [{ NoncurrentDays: 9, StorageClass: 'GLACIER' }],
  },
  { ID: 'tag', Filter: { Tag: one }, Expiration: { Days: 90 } },
  { ID: 'tags', Filter: { And: { Tags: [one, two] } }, Expiration: { Days: 91 } },
  { ID: 'prefix and tag', Filter: { And: { Prefix: 'p/', Tags: [one] } }, Expiration: { Days: 92 } },
  { ID: 'prefix and tags', Filter: { And: { Prefix: 'p/', Tags: [one, two] } }, Expiration: { Days: 93 } },
  { ...under('nameless/'), Expiration: { Days: 94 } },
  {
    ID: 'several <things> & "more" é🦄',
    ...under('a b&c<d>"\'\t/ü'),
    Expiration: { Days: 40 },
    NoncurrentVersionExpiration: { NoncurrentDays: 5 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
  },
]

async function makeBucket() {
  const bucket = `cwmpu-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return s3Server(client, { bucket, prefix: '', environment: { ...process.env, AWS_ENDPOINT_URL: S3_ENDPOINT } })
}

/** Returns the rules in the form that S3 expects. RGW shows some with an old-style prefix, which means the same. */
async function rulesOf(bucket: string): Promise<LifecycleRule[]> {
  const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }))
  return Rules.map((shown) => {
    const { Prefix, ...rule } = shown as Omit<LifecycleRule, 'Prefix'> & { readonly Prefix?: string }
    return Prefix === undefined ? rule : { ...rule, Filter: { Prefix } }
  })
}

describe('cwmpu lifecycle on Ceph RGW', () => {
  it('changes one rule, and keeps the meaning of every other', async () => {
    const { bucket, run } = await makeBucket()
    const ours = { ID: USUAL, ...under('tmp/'), AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }
    const Rules = [ours, ...OTHERS].map((rule) => ({ Status: 'Enabled' as const, ...rule }))
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules } }))
    const before = await rulesOf(bucket)
    expect(before).toHaveLength(OTHERS.length + 1)

    const set = ['lifecycle', 'set', '--bucket', bucket, '--prefix', 'tmp/', '--days', '3', '--yes', '--json']
    expect(JSON.parse((await run(set)).stdout)).toMatchObject({ Outcome: 'changed' })
    const changed = {
      ...before.find(({ ID }) => ID === USUAL),
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
    }
    expect(await rulesOf(bucket)).toEqual(before.map((rule) => (rule.ID === USUAL ? changed : rule)))

    expect(JSON.parse((await run(set)).stdout)).toMatchObject({ Outcome: 'unchanged' })
    const add = ['lifecycle', 'set', '--bucket', bucket, '--days', '30', '--id', 'added', '--yes']
    expect(await run(add)).toMatchObject({ code: 0 })
    const after = await rulesOf(bucket)
    expect(after.filter(({ ID }) => ID !== USUAL && ID !== 'added')).toEqual(before.filter(({ ID }) => ID !== USUAL))
  })

  it('adds a rule to a bucket without rules, and RGW aborts the uploads that it covers', async () => {
    const { bucket, run, startUploads } = await makeBucket()
    await startUploads(['tmp/a', 'tmp/b', 'keep/c'])
    const at = ['--bucket', bucket]
    expect(await run(['lifecycle', 'set', ...at, '--days', '1', '--prefix', 'tmp/', '--yes'])).toMatchObject({
      code: 0,
    })
    const shown = JSON.parse((await run(['lifecycle', 'show', ...at, '--json'])).stdout) as unknown
    expect(shown).toMatchObject({
      Rules: [{ ID: USUAL, Prefix: 'tmp/', DaysAfterInitiation: 1 }],
      Uploads: 3,
      NotCovered: { Prefixes: [{ Prefix: 'keep/', Uploads: 1 }] },
    })
    // This RGW counts five seconds as a day. See test/servers/ceph-rgw/with.sh.
    await expect
      .poll(async () => (await run(['list', ...at, '-o', 'tsv'])).stdout, { timeout: 60_000, interval: 1_000 })
      .toMatch(/^keep\/c\t[^\n]*\n$/)
  })
})
