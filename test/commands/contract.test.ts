import { describe, expect, it } from 'vitest'
import type { Result, RunOptions } from '../support/cwmpu.js'
import { startStore, type TestStore } from '../support/store.js'

const DAY = 86_400_000

/** Bucket `bkt` with uploads of four keys, an empty bucket, and one with a name that only path addressing allows. */
async function startBuckets(): Promise<TestStore> {
  const store = await startStore()
  store.bucket.addUpload('data/a', store.clock.now() - 9 * DAY, 'a')
  store.bucket.addUpload('data/b*', store.clock.now() - 2 * DAY, 'b')
  store.bucket.addUpload('k', store.clock.now() - 9 * DAY, 'k')
  store.bucket.addUpload('new', store.clock.now() - 1000, 'n')
  store.sandbox.createBucket('empty')
  store.sandbox.createBucket('My_Bucket')
  return store
}

const keysIn = ({ stdout }: Result) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0])
    .join(' ')

describe('naming a bucket', () => {
  it.each([
    ['BUCKET', 'list bkt', 'data/a data/b* k new'],
    ['--bucket', 'list --bucket bkt', 'data/a data/b* k new'],
    ['-b', 'list -b bkt', 'data/a data/b* k new'],
    ['s3://NAME', 'list s3://bkt', 'data/a data/b* k new'],
    ['cw://NAME/ after -b', 'list -b cw://bkt/', 'data/a data/b* k new'],
    ['a path for --prefix', 'list s3://bkt/data/', 'data/a data/b*'],
    ['a path after --bucket', 'list --bucket s3://bkt/data/a', 'data/a'],
    ['a path and the same --prefix', 'list bkt/data/ --prefix data/', 'data/a data/b*'],
    ['a literal path', 'list s3://bkt/data%2Fa', ''],
    ['--prefix with a literal *', 'list bkt --prefix data/b*', 'data/b*'],
    ['the same bucket twice', 'list bkt -b s3://bkt', 'data/a data/b* k new'],
    ['several buckets', 'list bkt empty', 'bkt empty'],
    ['a name of old buckets', 'list My_Bucket', ''],
  ])('accepts %s: %s', async (_, words, keys) => {
    const store = await startBuckets()
    const result = await store.run(words)
    expect({ code: result.code, keys: keysIn(result), stderr: result.stderr }).toEqual({
      code: 0,
      keys,
      stderr: '',
    })
  })

  it('reads a path as the key for abort, and as the prefix for abort-all and verify', async () => {
    const store = await startBuckets()
    expect(await store.run('abort s3://bkt/data/a --upload-id a')).toMatchObject({ code: 0 })
    expect((await store.run('verify bkt/data/')).code).toBe(8)
    expect(await store.run('abort-all s3://bkt/data/ --yes')).toMatchObject({ code: 0 })
    expect((await store.run('verify bkt/data/')).code).toBe(0)
    expect([...store.bucket.uploads.keys()]).toEqual(['k', 'n'])
  })

  it.each([
    [
      'list s3://bkt/data/*',
      'Invalid path "data/*". Paths are not patterns. Use --match for a glob, or --prefix for a literal * or ?.',
    ],
    ['abort bkt/data/? --upload-id b', 'Invalid path "data/?". Paths are not patterns.'],
    ['list bkt/data empty', 'Cannot use the path "data" with several buckets. Use --prefix.'],
    ['doctor bkt/data', 'Unexpected path "data" after the bucket. Use the bucket name alone.'],
    ['lifecycle show bkt/data', 'Unexpected path "data" after the bucket.'],
    ['lifecycle set bkt/data --days 7 --yes', 'Unexpected path "data" after the bucket.'],
    ['list bkt/data --prefix k', '--prefix was given twice: "data" and "k". Use it once.'],
    ['abort bkt/k --key k2 --upload-id k', '--key was given twice: "k" and "k2". Use it once.'],
    ['list bkt --all-buckets', 'Cannot combine --all-buckets with the bucket "bkt". Use one of them.'],
    ['abort-all bkt -b empty --yes', '--bucket was given twice: "bkt" and "empty". Run cwmpu once per bucket.'],
    ['abort-all -b bkt -b empty --yes', '--bucket was given twice: "bkt" and "empty". Run cwmpu once per bucket.'],
    ['abort bkt empty --key k --upload-id k', '--bucket was given twice: "bkt" and "empty".'],
    ['lifecycle set bkt empty --days 7 --yes', '--bucket was given twice: "bkt" and "empty".'],
    ['lifecycle show bkt empty', '--bucket was given twice'],
    ['doctor bkt empty', '--bucket was given twice'],
  ])('rejects %s', async (words, message) => {
    const store = await startBuckets()
    const { code, stdout, stderr } = await store.run(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: ${message}`)
    expect(store.requests).toEqual([])
  })
})

describe('a repeated flag', () => {
  it.each([
    ['abort bkt', '--key', 'a', 'b'],
    ['abort bkt', '--upload-id', 'a', 'b'],
    ['abort bkt', '--from', 'a', 'b'],
    ['abort-all bkt --yes', '--prefix', 'a', 'b'],
    ['abort-all bkt --yes', '--older-than', '1d', '2d'],
    ['abort-all bkt --yes', '--newer-than', '1d', '2d'],
    ['verify bkt', '--initiated-before', '2026-01-01', '2026-01-02'],
    ['verify bkt', '--initiated-after', '2026-01-01', '2026-01-02'],
    ['list bkt', '--idle-for', '1d', '2d'],
    ['list bkt', '--larger-than', '1MiB', '2MiB'],
    ['list bkt', '--shard', '1/2', '2/2'],
    ['list bkt', '--endpoint', 'lota', 'primary'],
    ['doctor bkt', '--profile', 'a', 'b'],
    ['list bkt', '--region', 'a', 'b'],
    ['list bkt', '--s3cfg', 'a', 'b'],
    ['list bkt', '--addressing', 'path', 'virtual'],
    ['abort-all bkt --yes', '--max', '1', '2'],
    ['lifecycle set bkt --yes', '--days', '1', '2'],
    ['lifecycle set bkt --yes', '--id', 'a', 'b'],
    ['lifecycle set bkt --yes', '--prefix', 'a', 'b'],
  ])('%s %s is refused with another value', async (command, flag, first, second) => {
    const store = await startBuckets()
    const { code, stdout, stderr } = await store.run(`${command} ${flag} ${first} ${flag}=${second}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: ${flag} was given twice: "${first}" and "${second}".`)
    expect(store.requests).toEqual([])
  })

  it('is accepted with the same value, and otherwise the last counts', async () => {
    const store = await startBuckets()
    expect(keysIn(await store.run('list bkt --prefix k --prefix k'))).toBe('k')
    expect(keysIn(await store.run('list bkt --limit 1 --limit 2'))).toBe('data/a data/b*')
    expect((await store.run('list bkt -o csv --json')).stdout).toMatch(/^\{"Bucket"/)
    expect((await store.run('list bkt --json -o csv')).stdout).toMatch(/^Key,/)
  })
})

describe('the contract', () => {
  const terminal: Partial<RunOptions> = { tty: true }
  it.each<[sentence: string, words: string, code: number, surroundings?: Partial<RunOptions>]>([
    ['--ignore-not-found makes it 0', 'abort bkt --key k --upload-id x --ignore-not-found', 0],
    ['abort of an upload that is not there is 5', 'abort bkt --key k --upload-id x', 5],
    ['abort --key K --upload-id ID never asks', 'abort bkt --key k --upload-id k', 0, terminal],
    ['abort --key K alone is a usage error with --yes', 'abort bkt --key k --yes', 2, terminal],
    ['abort --key K alone is a usage error without a terminal', 'abort bkt --key k', 2],
    ['abort --from - needs --yes', 'abort bkt --from -', 2, terminal],
    ['abort-all needs --yes without a terminal', 'abort-all bkt', 2],
    ['--max N refuses if more match', 'abort-all bkt --yes --max 3', 9],
    ['declining is exit 10', 'abort-all bkt --older-than 3d', 10, { tty: true, stdin: 'n' }],
    ['a recent bucket needs its name', 'abort-all bkt', 10, { tty: true, stdin: 'y' }],
    ['the name of the bucket agrees', 'abort-all bkt', 0, { tty: true, stdin: 'bkt' }],
    ['y agrees under a condition', 'abort-all bkt --newer-than 1d', 0, { tty: true, stdin: 'y' }],
    ['--summary is a usage error with several buckets', 'list bkt empty --summary', 2],
    ['verify of several buckets is 8 if any has uploads', 'verify empty bkt', 8],
    ['verify of a bucket without uploads is 0', 'verify empty', 0],
    ['nothing left of a selection is exit 0', 'verify bkt --older-than 3000d', 0],
    ['--by age implies --summary', 'list bkt --by age', 0],
    ['--depth implies --summary', 'list bkt --depth 2', 0],
    ['--shards reads JOB_COMPLETION_INDEX', 'list bkt --shards 2', 0, { environment: { JOB_COMPLETION_INDEX: '1' } }],
    ['--color never', 'list bkt --color never', 0, terminal],
    ['--debug prints requests', 'list bkt --debug', 0],
    ['--allow-http is accepted', 'list bkt --allow-http', 0],
    ['--concurrency', 'abort-all bkt --yes --concurrency 2', 0],
    ['--timeout', 'list bkt --timeout 2s', 0],
    ['no such bucket is 5', 'list absent', 5],
    ['--s3cfg= stands for the default file', 'list bkt --s3cfg=', 2],
  ])('%s: %s', async (_, words, code, surroundings = {}) => {
    const store = await startBuckets()
    expect((await store.run(words, surroundings)).code).toBe(code)
  })

  it('--timeout 2s is reported as 2s', async () => {
    const store = await startBuckets()
    store.injectFault(
      () => true,
      () => undefined,
    )
    const { code, stderr } = await store.run('list bkt --timeout 2s')
    expect(code).toBe(6)
    expect(stderr).toContain('No complete response within 2s.')
  })

  it.each(['json', 'ndjson', 'tsv', ''])('abort --from reads what list writes as "%s"', async (format) => {
    const store = await startStore()
    store.addMany(80)
    const odd = [
      ' a',
      'b ',
      '{"c"}',
      '[d]',
      'e\tf',
      'g\nh',
      '\\i',
      '"j"',
      '\u001b[2J',
      '\u202ek',
      ',',
      '=l',
      "m'n",
      'ö',
      '\u{1f600}',
    ]
    for (const key of [...odd, '\r', '#', '-o', '\u0085', '$(q)']) store.add(key)
    const { stdout } = await store.run(`list bkt ${format && `-o ${format}`}`.trim())
    const result = await store.run('abort bkt --from f --yes', { files: { f: stdout } })
    expect({ code: result.code, left: store.left }).toEqual({ code: 0, left: 0 })
  })

  it('a bad file costs one short line', async () => {
    const store = await startStore()
    const noise = Array.from({ length: 11_000 }, (_, index) => String.fromCharCode(33 + (index % 90)).repeat(1000))
    for (const f of [noise.join('\n'), noise.join('')]) {
      const { code, stdout, stderr } = await store.run('abort bkt --from f --yes', { files: { f } })
      expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 })
      expect(stderr.length).toBeLessThan(1000)
    }
    expect(store.requests).toEqual([])
  })
})
