import { describe, expect, it } from 'vitest'
import { allOf, type Condition, lists, listsParts, page, respondWithError, respond } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

const DAY = 86_400_000
const inBucket =
  (name: string): Condition =>
  ({ url }) =>
    url?.startsWith(`/${name}/`) === true
const listsBuckets: Condition = ({ method, url }) => method === 'GET' && (url === '/' || url?.startsWith('/?') === true)

/** `bkt` holds two uploads, `clear` none, `secret` may not be listed. */
async function startThree(): Promise<TestServer> {
  const server = await startServer()
  server.add('k1', 3 * DAY)
  server.add('k2', DAY)
  server.sandbox.createBucket('clear')
  server.sandbox.createBucket('secret')
  return server.injectFault(
    (incoming) => lists(incoming) && inBucket('secret')(incoming),
    respondWithError(403, 'AccessDenied'),
  )
}

describe('list and verify of several buckets', () => {
  it('print one row per bucket, also if one of them is denied', async () => {
    const server = await startThree()
    const { code, stdout, stderr } = await server.run('list --all-buckets', { tty: true })
    expect(code).toBe(3)
    expect(stdout.split('\n')).toEqual([
      'BUCKET  UPLOADS  OLDEST  RECENT',
      'bkt           2      3d       0',
      'clear         0               0',
      'secret  unknown',
      '',
    ])
    expect(stderr.replaceAll('\n', ' ')).toBe(
      'error: secret: Cannot list uploads in "secret". The credentials from AWS_ACCESS_KEY_ID lack s3:ListBucketMultipartUploads. Grant it in an organization access policy or the bucket policy. If they are limited to a prefix, use list, verify or abort-all with --prefix. (request ID tx-1) ',
    )
  })

  it('print JSON', async () => {
    const server = await startThree()
    const { stdout } = await server.run('list --bucket bkt --bucket clear --sizes --json')
    expect(JSON.parse(stdout)).toEqual({
      Filter: null,
      Buckets: [
        { Bucket: 'bkt', Total: 2, Size: 0, SizeUnknown: 0, Oldest: '2026-11-19T12:00:00.000Z', Recent: 0 },
        { Bucket: 'clear', Total: 0, Size: 0, SizeUnknown: 0, Recent: 0 },
      ],
      Truncated: false,
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
    const server = await startThree()
    expect((await server.run(words)).code).toBe(code)
  })

  it('name the missing permission if buckets cannot be listed', async () => {
    const server = await startThree()
    server.injectFault(listsBuckets, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('verify --all-buckets')
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
    ['list bkt clear --sort size --no-sizes', 'Cannot combine --no-sizes with --sort size. Use one of them.'],
    ['list bkt --sort uploads', 'Cannot sort uploads by uploads. Use --sort age, size, key or activity.'],
  ])('%s is a usage error', async (words, message) => {
    const server = await startThree()
    expect(await server.run(words)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` })
  })

  it('fail if the response to ListBuckets is invalid', async () => {
    const server = await startThree()
    server.injectFault(listsBuckets, (_incoming, outgoing) => void outgoing.end('<html>sign in</html>'))
    const { code, stdout } = await server.run('verify --all-buckets')
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
  })

  it.each([
    ['without Buckets', ''],
    ['with a bucket without a name', '<Buckets><Bucket></Bucket><Bucket><Name>bkt</Name></Bucket></Buckets>'],
    ['with another element', '<Buckets><Bucket><Name>bkt</Name></Bucket><Moon/></Buckets>'],
    ['that is truncated and has no token', '<IsTruncated>true</IsTruncated><Buckets/>'],
    ['that repeats', '<Buckets/><ContinuationToken>1</ContinuationToken>'],
  ])('reject a list of buckets %s', async (_, content) => {
    const server = await startServer()
    server.injectFault(listsBuckets, respond(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stderr } = await server.run('verify --all-buckets --json')
    expect(code).toBe(7)
    expect(stderr).toContain('returned an invalid response')
  })

  it.each([['none', '<Buckets></Buckets>', '']])('a server that lists %s', async (_, content, name) => {
    const server = await startServer()
    server.injectFault(listsBuckets, respond(200, `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`))
    const { code, stdout } = await server.run('verify --all-buckets --json')
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
    const server = await startThree()
    server.sandbox
      .createBucket('young')
      .addUpload('k', server.clock.now(), '1')
      .parts.set(1, { size: 5, modified: server.clock.now() })
    const { code, stdout } = await server.run(`list bkt young clear secret ${flags}`.trimEnd())
    expect(code).toBe(3)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0])
        .join(' '),
    ).toBe(names)
  })

  it.each([
    [2, /^BUCKET .*\nbkt .*\nclear .*\n\nShowing 2 of 3\.\n$/],
    [0, /^BUCKET .*\n\nShowing 0 of 3\.\n$/],
    [3, /^BUCKET .*\nbkt .*\nclear .*\nsecret .*\n$/],
  ])('say that --limit %i left out buckets', async (limit, table) => {
    const server = await startThree()
    const words = `list --all-buckets --limit ${limit}`
    expect((await server.run(words, { tty: true })).stdout).toMatch(table)
    const isTruncated = limit < 3
    const { stdout, stderr } = await server.run(`${words} --json`)
    expect(JSON.parse(stdout)).toMatchObject({ Buckets: { length: limit }, Truncated: isTruncated })
    expect(stderr.includes(`Showing ${limit} of 3.\n`)).toBe(isTruncated)
  })

  it('have null for the size of a bucket if no size is known, and show it last', async () => {
    const server = await startThree()
    server.injectFault(allOf(listsParts, inBucket('bkt')), respondWithError(403, 'AccessDenied'))
    const { stdout } = await server.run('list bkt clear --sort size --json')
    expect(JSON.parse(stdout)).toMatchObject({
      Buckets: [
        { Bucket: 'clear', Size: 0, SizeUnknown: 0 },
        { Bucket: 'bkt', Size: null, SizeUnknown: 2 },
      ],
    })
    const table = (await server.run('list bkt clear --sizes', { tty: true })).stdout
    expect(table).toMatch(/\nbkt +2 +- +3d .*\nclear +0 +0 B /)
  })

  it('mark uploads of an unknown time as recent, and say so', async () => {
    const server = await startThree()
    server.sandbox.createBucket('undated').addUpload('k', 0)
    const { stdout } = await server.run('list bkt undated', { tty: true })
    expect(stdout).toContain(
      '\n* Started in the last 24 hours, or at an unknown time, and may still be in\nprogress.\n',
    )
  })

  it('check what else blocks DeleteBucket, for each bucket', async () => {
    const server = await startThree()
    server.sandbox.createBucket('blocked').objects.add('o')
    server.sandbox.createBucket('hidden')
    const listsObjects: Condition = ({ url }) => url?.includes('list-type=2') === true
    server.injectFault(allOf(listsObjects, inBucket('hidden')), respondWithError(403, 'AccessDenied'))
    server.bucket.objects.add('o')
    const words = 'verify bkt clear blocked hidden secret'
    const { code, stdout } = await server.run(words, { tty: true })
    expect(code).toBe(3)
    expect(stdout.split('\n\n')[1]).toBe(
      'blocked: Objects still block DeleteBucket.\nhidden: Could not check for objects (AccessDenied).\n',
    )
    expect(JSON.parse((await server.run(`${words} --json`)).stdout)).toEqual({
      Filter: null,
      Buckets: [
        expect.objectContaining({ Bucket: 'bkt', Clear: false, Blocking: { Objects: true, Versions: true } }),
        expect.objectContaining({ Bucket: 'clear', Clear: true, Blocking: { Objects: false, Versions: false } }),
        expect.objectContaining({ Bucket: 'blocked', Clear: true, Blocking: { Objects: true, Versions: true } }),
        expect.objectContaining({ Bucket: 'hidden', Clear: true, Blocking: { Objects: null, Versions: false } }),
        { Bucket: 'secret', Clear: false, Error: expect.objectContaining({ Code: 'AccessDenied' }) as object },
      ],
    })
    expect((await server.run('verify clear blocked')).code).toBe(0)
  })

  it('print each warning once, after the names of its buckets', async () => {
    const server = await startThree()
    for (const name of ['epoch', 'epoch2']) server.sandbox.createBucket(name).addUpload('k', 1000)
    server.bucket.addUpload('k', 1000)
    server.bucket.addUpload('k', 1000)
    const { code, stderr } = await server.run('verify bkt epoch epoch2 clear --older-than 30d')
    expect(code).toBe(8)
    expect(stderr).toBe(
      'warning: bkt: Counted 2 uploads as remaining. The server did not report when they were initiated.\n' +
        'warning: epoch, epoch2: Counted 1 upload as remaining. The server did not report when they were initiated.\n',
    )
  })

  it('show a bucket with malformed entries as unknown, and why', async () => {
    const server = await startThree()
    const malformed = '<Upload><Key>k</Key></Upload>'
    server.injectFault(allOf(lists, inBucket('clear')), page(malformed, { bucket: 'clear' }))
    const { code, stdout, stderr } = await server.run('list bkt clear --json')
    expect(code).toBe(3)
    const message = 'Skipped 1 malformed entry in the listing (no upload ID). The listing is incomplete.'
    expect(stderr).toBe(`error: clear: ${message}\n`)
    expect(JSON.parse(stdout)).toMatchObject({
      Buckets: [{ Total: 2 }, { Bucket: 'clear', Error: { Code: 'InvalidResponse', Message: message } }],
    })
  })
})
