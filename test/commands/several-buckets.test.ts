import { describe, expect, it } from 'vitest'
import { type Condition, lists, refuse, say } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

const DAY = 86_400_000
const inBucket =
  (name: string): Condition =>
  ({ url }) =>
    url?.startsWith(`/${name}/`) === true
const listsBuckets: Condition = ({ method, url }) =>
  method === 'GET' && (url === '/' || url?.startsWith('/?') === true)

/** `bkt` holds two uploads, `clear` none, `secret` may not be listed. */
async function startThree(): Promise<TestStore> {
  const store = await startStore()
  store.add('k1', 3 * DAY)
  store.add('k2', DAY)
  store.sandbox.createBucket('clear')
  store.sandbox.createBucket('secret')
  return store.meet(
    (incoming) => lists(incoming) && inBucket('secret')(incoming),
    refuse(403, 'AccessDenied'),
  )
}

describe('list and verify of several buckets', () => {
  it('print one row per bucket, also if one of them is denied', async () => {
    const store = await startThree()
    const { code, stdout, stderr } = await store.run('list --all-buckets', { tty: true })
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(stdout.split('\n')).toEqual([
      'BUCKET  UPLOADS  OLDEST  NEWEST',
      'bkt           2  3d      1d',
      'clear         0',
      'secret  unknown',
      '',
      '1 bucket could not be listed:',
      'Cannot list uploads in "secret". The credentials from AWS_ACCESS_KEY_ID lack s3:ListBucketMultipartUploads. Grant it in an organization access policy or the bucket policy. If they are limited to a prefix, pass --prefix. (request ID tx-1)',
      '',
    ])
  })

  it('answer in JSON', async () => {
    const store = await startThree()
    const { stdout } = await store.run('list --bucket bkt --bucket clear --sizes --json')
    expect(JSON.parse(stdout)).toEqual({
      Buckets: [
        {
          Bucket: 'bkt',
          Clear: false,
          Uploads: 2,
          Size: 0,
          SizeUnknown: 0,
          MaybeLive: 0,
          Oldest: '2026-11-19T12:00:00.000Z',
          Newest: '2026-11-21T12:00:00.000Z',
        },
        { Bucket: 'clear', Clear: true, Uploads: 0, Size: 0, SizeUnknown: 0, MaybeLive: 0 },
      ],
    })
  })

  it.each([
    ['verify --bucket clear --bucket bkt', 8],
    ['verify --bucket clear --bucket bkt --older-than 30d', 0],
    ['verify --bucket clear --bucket secret', 3],
    ['verify --all-buckets', 3],
    ['list --bucket secret --bucket absent', 3],
    ['list --bucket secret --bucket secret', 4],
    ['list --bucket clear --bucket bkt', 0],
  ])('%s exits with %i', async (words, code) => {
    const store = await startThree()
    expect((await store.run(words)).code).toBe(code)
  })

  it('name the missing permission if buckets cannot be listed', async () => {
    const store = await startThree()
    store.meet(listsBuckets, refuse(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('verify --all-buckets')
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(
      /^error: Cannot list buckets\. The credentials from AWS_ACCESS_KEY_ID lack s3:ListAllMyBuckets on all resources\. Grant it in an organization access policy or the bucket policy\. \(request ID tx-1\)\n$/,
    )
  })

  it.each(['list --all-buckets --bucket bkt', 'verify'])('%s is a usage error', async (words) => {
    const store = await startThree()
    expect(await store.run(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: Which bucket? Name it with --bucket, or say --all-buckets.\n',
    })
  })

  it('fail if the response to ListBuckets is invalid', async () => {
    const store = await startThree()
    store.meet(listsBuckets, (_incoming, outgoing) => void outgoing.end('<html>sign in</html>'))
    const { code, stdout } = await store.run('verify --all-buckets')
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
  })

  it.each([['none', '<Buckets></Buckets>', '']])('a store that lists %s', async (_, content, name) => {
    const store = await startStore()
    store.meet(listsBuckets, say(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stdout } = await store.run('verify --all-buckets --json')
    expect(code).toBe(0)
    const { Buckets } = JSON.parse(stdout) as { Buckets: { Bucket: string }[] }
    expect(Buckets.map(({ Bucket }) => Bucket).join()).toBe(name)
  })

  it.each([
    ['without Buckets', ''],
    ['with a bucket without a name', '<Buckets><Bucket></Bucket><Bucket><Name>bkt</Name></Bucket></Buckets>'],
    ['with another element', '<Buckets><Bucket><Name>bkt</Name></Bucket><Moon/></Buckets>'],
    ['that is truncated and has no token', '<IsTruncated>true</IsTruncated><Buckets/>'],
    ['that repeats', '<Buckets/><ContinuationToken>1</ContinuationToken>'],
  ])('reject a list of buckets %s', async (_, content) => {
    const store = await startStore()
    store.meet(listsBuckets, say(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stderr } = await store.run('verify --all-buckets --json')
    expect(code).toBe(7)
    expect(stderr).toContain('returned an invalid response')
  })
})
