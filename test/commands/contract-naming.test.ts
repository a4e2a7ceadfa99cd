import { describe, expect, it } from 'vitest'
import { startServer } from '../support/server.js'
import { ALL_KEYS, checkRow, keysIn, type Row, startBuckets } from './contract.js'

describe('naming a bucket', () => {
  it.each<Row>([
    ['BUCKET', 'list bkt', { keys: ALL_KEYS, stderr: '' }],
    ['--bucket', 'list --bucket bkt', { keys: ALL_KEYS, stderr: '' }],
    ['-b', 'list -b bkt', { keys: ALL_KEYS, stderr: '' }],
    ['s3://NAME', 'list s3://bkt', { keys: ALL_KEYS, stderr: '' }],
    ['cw://NAME', 'list cw://bkt', { keys: ALL_KEYS, stderr: '' }],
    ['cw://NAME/ after -b', 'list -b cw://bkt/', { keys: ALL_KEYS, stderr: '' }],
    ['BUCKET', 'verify bkt', { code: 8 }],
    ['-b s3://NAME', 'verify -b s3://bkt', { code: 8 }],
    ['--bucket', 'abort --bucket bkt --key k --upload-id k', { left: 'data/a data/b* new' }],
    ['-b', 'abort-all -b bkt --yes', { left: '' }],
    ['cw://NAME', 'lifecycle show cw://bkt', { stdout: 'bkt has no rule' }],
    ['--bucket s3://NAME', 'doctor --bucket s3://bkt', { stdout: 'uploads in bkt can be listed' }],
    ['a path for --prefix', 'list s3://bkt/data/', { keys: 'data/a data/b*' }],
    ['a path after --bucket', 'list --bucket s3://bkt/data/a', { keys: 'data/a' }],
    ['a path and the same --prefix', 'list bkt/data/ --prefix data/', { keys: 'data/a data/b*' }],
    ['a literal path', 'list s3://bkt/data%2Fa', { keys: '' }],
    ['--prefix with a literal *', 'list bkt --prefix data/b*', { keys: 'data/b*' }],
    ['the same bucket twice', 'list bkt -b s3://bkt', { keys: ALL_KEYS }],
    ['the same bucket twice', 'abort-all bkt -b s3://bkt --yes', { left: '' }],
    ['several buckets', 'list bkt empty', { keys: 'bkt empty' }],
    ['several buckets', 'verify -b bkt -b empty --json', { code: 8, json: { Buckets: [{}, {}] } }],
    ['a name of old buckets with path addressing', 'list My_Bucket', { keys: '' }],
  ])('accepts %s: %s', checkRow)

  it.each(['.ab', '-ab', '_ab', '..a'])('accepts the name %s with path addressing', async (name) => {
    const server = await startServer()
    server.sandbox.createBucket(name).addUpload('k', 0, '1')
    expect(keysIn(await server.run(['list', '-b', name]))).toBe('k')
    expect(await server.run(['abort-all', '-b', name, '--yes'])).toMatchObject({ code: 0 })
    expect((await server.run(['verify', '-b', name])).code).toBe(0)
  })

  it('reads a path as the key for abort, and as the prefix for abort-all and verify', async () => {
    const server = await startBuckets()
    expect(await server.run('abort s3://bkt/data/a --upload-id a')).toMatchObject({ code: 0 })
    expect((await server.run('verify bkt/data/')).code).toBe(8)
    expect(await server.run('abort-all s3://bkt/data/ --yes')).toMatchObject({ code: 0 })
    expect((await server.run('verify bkt/data/')).code).toBe(0)
    expect([...server.bucket.uploads.keys()]).toEqual(['k', 'n'])
  })

  it.each([
    [
      'list s3://bkt/data/*',
      'Invalid path "data/*". Paths are not patterns. Use --match for a glob, or --prefix for a literal * or ?.',
    ],
    [
      'abort bkt/data/? --upload-id b',
      'Invalid path "data/?". Paths are not patterns. Use abort-all --match for a glob, or --key for a literal * or ?.',
    ],
    ['list bkt/data empty', 'Cannot use the path "data" with several buckets. Use --prefix.'],
    ['doctor bkt/data', 'Unexpected path "data" after the bucket. Use the bucket name alone.'],
    ['lifecycle show bkt/data', 'Unexpected path "data" after the bucket.'],
    ['lifecycle set bkt/data --days 7 --yes', 'Unexpected path "data" after the bucket.'],
    ['list bkt --prefix a@b/ --prefix c@b/', '--prefix was given twice: "a@b/" and "c@b/". Use it once.'],
    ['list bkt --endpoint http://u:p@a --endpoint b', '--endpoint was given twice: "http://…@a" and "b". Use it once.'],
    ['list bkt/data --prefix k', '--prefix was given twice: "data" and "k". Use it once.'],
    ['abort bkt/k --key k2 --upload-id k', '--key was given twice: "k" and "k2". Use it once.'],
    ['list bkt --all-buckets', 'Cannot combine --all-buckets with the bucket "bkt". Use one of them.'],
    ['abort-all bkt -b empty --yes', '--bucket was given twice: "bkt" and "empty". Run cwmpu once per bucket.'],
    ['abort-all -b bkt -b empty --yes', '--bucket was given twice: "bkt" and "empty". Run cwmpu once per bucket.'],
    ['abort bkt empty --key k --upload-id k', '--bucket was given twice: "bkt" and "empty".'],
    ['lifecycle set bkt empty --days 7 --yes', '--bucket was given twice: "bkt" and "empty".'],
    ['lifecycle show bkt empty', '--bucket was given twice'],
    ['doctor bkt empty', '--bucket was given twice'],
    ['list My_Bucket --addressing virtual', 'Invalid bucket name "My_Bucket" for virtual addressing.'],
    ['list ab --addressing path', 'Invalid bucket name "ab"'],
    ['list ... --addressing path', 'Invalid bucket name "..." for path addressing. Use at least one letter or digit.'],
    ['list a..b --addressing virtual', 'Invalid bucket name "a..b"'],
    ['list bkt%2fx', 'Invalid bucket name "bkt%2fx"'],
  ])('rejects %s', async (words, message) => {
    const server = await startBuckets()
    const { code, stdout, stderr } = await server.run(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: ${message}`)
    expect(server.requests).toEqual([])
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
    const server = await startBuckets()
    const { code, stdout, stderr } = await server.run(`${command} ${flag} ${first} ${flag}=${second}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: ${flag} was given twice: "${first}" and "${second}".`)
    expect(server.requests).toEqual([])
  })

  it.each([
    ['--s3cfg=a --s3cfg', '"a" and ""'],
    ['--s3cfg --s3cfg=a', '"" and "a"'],
    ['--s3cfg= --s3cfg a', '"" and "a"'],
  ])('%s is refused, because one value is the default', async (flags, values) => {
    const server = await startBuckets()
    const { code, stderr } = await server.run(`list bkt ${flags}`)
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: --s3cfg was given twice: ${values}. Use it once.\n` })
    expect(server.requests).toEqual([])
  })

  it('is accepted with the same value, and otherwise the last counts', async () => {
    const server = await startBuckets()
    expect(keysIn(await server.run('list bkt --prefix k --prefix k'))).toBe('k')
    expect(keysIn(await server.run('list bkt --limit 1 --limit 2'))).toBe('data/a data/b*')
    expect((await server.run('list bkt -o csv --json')).stdout).toMatch(/^\{"Bucket"/)
    expect((await server.run('list bkt --json -o csv')).stdout).toMatch(/^Key,/)
  })
})
