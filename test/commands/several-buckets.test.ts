import { describe, expect, it } from 'vitest'
import { both, type Condition, lists, page, respondWithError, respond } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

const DAY = 86_400_000
const inBucket =
  (name: string): Condition =>
  ({ url }) =>
    url?.startsWith(`/${name}/`) === true
const listsBuckets: Condition = ({ method, url }) => method === 'GET' && (url === '/' || url?.startsWith('/?') === true)

/** `bkt` holds two uploads, `clear` none, `secret` may not be listed. */
async function startThree(): Promise<TestStore> {
  const store = await startStore()
  store.add('k1', 3 * DAY)
  store.add('k2', DAY)
  store.sandbox.createBucket('clear')
  store.sandbox.createBucket('secret')
  return store.injectFault(
    (incoming) => lists(incoming) && inBucket('secret')(incoming),
    respondWithError(403, 'AccessDenied'),
  )
}

describe('list and verify of several buckets', () => {
  it('print one row per bucket, also if one of them is denied', async () => {
    const store = await startThree()
    const { code, stdout, stderr } = await store.run('list --all-buckets', { tty: true })
    expect(code).toBe(3)
    expect(stdout.split('\n')).toEqual([
      'BUCKET  UPLOADS  OLDEST  RECENT',
      'bkt           2      3d       0',
      'clear         0               0',
      'secret  unknown',
      '',
    ])
    expect(stderr.replaceAll('\n', ' ')).toBe(
      'warning: secret: Cannot list uploads in "secret". The credentials from AWS_ACCESS_KEY_ID lack s3:ListBucketMultipartUploads. Grant it in an organization access policy or the bucket policy. If they are limited to a prefix, pass --prefix. (request ID tx-1) ',
    )
  })

  it('print JSON', async () => {
    const store = await startThree()
    const { stdout } = await store.run('list --bucket bkt --bucket clear --sizes --json')
    expect(JSON.parse(stdout)).toEqual({
      Filter: null,
      Buckets: [
        { Bucket: 'bkt', Total: 2, Size: 0, SizeUnknown: 0, Oldest: '2026-11-19T12:00:00.000Z', Recent: 0 },
        { Bucket: 'clear', Total: 0, Size: 0, SizeUnknown: 0, Recent: 0 },
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
    ['list bkt clear -b bkt', 0],
    ['list --bucket clear --bucket bkt', 0],
  ])('%s exits with %i', async (words, code) => {
    const store = await startThree()
    expect((await store.run(words)).code).toBe(code)
  })

  it('name the missing permission if buckets cannot be listed', async () => {
    const store = await startThree()
    store.injectFault(listsBuckets, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('verify --all-buckets')
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(
      /^error: Cannot list buckets\. The credentials from AWS_ACCESS_KEY_ID lack s3:ListAllMyBuckets on all resources\. Grant it in an organization access policy or the bucket policy\. \(request ID tx-1\)\n$/,
    )
  })

  it.each([
    ['list --all-buckets --bucket bkt', 'Cannot combine --all-buckets with the bucket "bkt". Use one of them.'],
    ['verify', 'No bucket given. Use --bucket NAME or --all-buckets.'],
    ['list bkt clear --summary', 'Cannot combine --summary with several buckets. Run cwmpu once per bucket.'],
    ['list bkt s3://clear/x', 'Cannot use the path "x" with several buckets. Use --prefix.'],
    ['list bkt clear --sort key', 'Cannot sort several buckets by key. Use --sort age, size, name or uploads.'],
    ['list bkt --sort uploads', 'Cannot sort uploads by uploads. Use --sort age, size, key or activity.'],
  ])('%s is a usage error', async (words, message) => {
    const store = await startThree()
    expect(await store.run(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    })
  })

  it('fail if the response to ListBuckets is invalid', async () => {
    const store = await startThree()
    store.injectFault(listsBuckets, (_incoming, outgoing) => void outgoing.end('<html>sign in</html>'))
    const { code, stdout } = await store.run('verify --all-buckets')
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
  })

  it.each([
    ['without Buckets', ''],
    ['with a bucket without a name', '<Buckets><Bucket></Bucket><Bucket><Name>bkt</Name></Bucket></Buckets>'],
    ['with another element', '<Buckets><Bucket><Name>bkt</Name></Bucket><Moon/></Buckets>'],
    ['that is truncated and has no token', '<IsTruncated>true</IsTruncated><Buckets/>'],
    ['that repeats', '<Buckets/><ContinuationToken>1</ContinuationToken>'],
  ])('reject a list of buckets %s', async (_, content) => {
    const store = await startStore()
    store.injectFault(listsBuckets, respond(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stderr } = await store.run('verify --all-buckets --json')
    expect(code).toBe(7)
    expect(stderr).toContain('returned an invalid response')
  })

  it.each([['none', '<Buckets></Buckets>', '']])('a store that lists %s', async (_, content, name) => {
    const store = await startStore()
    store.injectFault(listsBuckets, respond(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stdout } = await store.run('verify --all-buckets --json')
    expect(code).toBe(0)
    const { Buckets } = JSON.parse(stdout) as { Buckets: { Bucket: string }[] }
    expect(Buckets.map(({ Bucket }) => Bucket).join()).toBe(name)
  })

  it.each([
    ['', 'bkt young clear secret'],
    ['--sort age', 'bkt young clear secret'],
    ['--sort name', 'bkt clear secret young'],
    ['--reverse', 'young secret clear bkt'],
    ['--sort uploads', 'bkt young clear secret'],
    ['--sort uploads --reverse', 'clear young bkt secret'],
    ['--sort size', 'young bkt clear secret'],
    ['--sort age --limit 2', 'bkt young'],
  ])('sort and cut the rows by "%s"', async (flags, names) => {
    const store = await startThree()
    store.sandbox.createBucket('young').addUpload('k', store.clock.now(), '1').parts.set(1, {
      number: 1,
      size: 5,
      modified: store.clock.now(),
    })
    const { code, stdout } = await store.run(`list bkt young clear secret ${flags}`.trimEnd())
    expect(code).toBe(3)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0])
        .join(' '),
    ).toBe(names)
  })

  it('show a bucket with malformed entries as unknown, and why', async () => {
    const store = await startThree()
    const malformed = '<Upload><Key>k</Key></Upload>'
    store.injectFault(both(lists, inBucket('clear')), page(malformed, { bucket: 'clear' }))
    const { code, stdout, stderr } = await store.run('list bkt clear --json')
    expect(code).toBe(3)
    const message = 'Skipped 1 malformed entry in the listing (no upload ID). The listing is incomplete.'
    expect(stderr).toBe(`warning: clear: ${message}\n`)
    expect(JSON.parse(stdout)).toMatchObject({
      Buckets: [{ Total: 2 }, { Bucket: 'clear', Error: { Code: 'InvalidResponse', Message: message } }],
    })
  })
})
