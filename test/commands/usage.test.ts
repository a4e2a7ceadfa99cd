import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

describe('a command line that cannot be understood', () => {
  it.each([
    ['lst --bucket bkt', /unknown command 'lst'\n\(Did you mean list\?\)/],
    ['abort-al --bucket bkt', /\(Did you mean abort-all\?\)/],
    ['list --bucket bkt --prefx a', /unknown option '--prefx'\n\(Did you mean --prefix\?\)/],
    ['list', /Which bucket\? Name it with --bucket\b/],
    ['list bkt', /too many arguments/],
    ['list --bucket', /argument missing/],
    ['list --bucket my.bucket', /--bucket my\.bucket may hold only a-z, 0-9 and -\./],
    ['list --bucket MyBucket', /--bucket MyBucket may hold only/],
    ['list --bucket arn:aws:s3:::bkt', /is an ARN/],
    ['list --bucket bkt--x-s3', /S3 Express/],
    ['list --bucket ..', /may hold only/],
    ['list --bucket s3://bkt/key', /names more than a bucket/],
    ['list --bucket bkt --older-than 7', /--older-than 7 has no unit: write 7d/],
    ['list --bucket bkt --older-than 1M', /counts months/],
    ['list --bucket bkt --initiated-before 2026-11-01T10:00', /has no time zone/],
    ['list --bucket bkt --initiated-after never', /is not a time/],
    ['list --bucket bkt --match [z-a]', /is not a glob/],
    ['list --bucket bkt -o yaml', /Allowed choices are table, json, ndjson, csv, tsv/],
    [
      'list --bucket bkt --endpoint ftp://x',
      /^error: Invalid --endpoint "ftp:\/\/x"\. Use an http or https URL, "primary" or "lota"\.\n$/,
    ],
    [
      'list --bucket bkt --endpoint https://me:secret@x',
      /^error: Invalid --endpoint "https:\/\/…@x"\. Use an http or https URL, "primary" or "lota"\.\n$/,
    ],
    ['list --bucket bkt --addressing dns', /Allowed choices are virtual, path/],
    ['list --bucket bkt --timeout soon', /--timeout soon is not a duration/],
    ['abort-all --bucket bkt --yes --concurrency 0', /--concurrency 0 would send nothing/],
    ['abort-all --bucket bkt --yes --max many', /--max many is not a whole number/],
  ])('%s', async (words, message) => {
    const store = await startStore()
    store.add('k')
    const { code, stdout, stderr } = await store.run(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^error: .*\n(\(Did you mean .*\)\n)?$/)
    expect(store.requests).toEqual([])
  })

  it('shows what there is when nothing is asked', async () => {
    const store = await startStore()
    const { code, stderr } = await store.run([])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Examples:\n[^]*\n\nUsage: cwmpu /)
  })

  it('is safe to show', async () => {
    const store = await startStore()
    for (const words of [['\u001b[2Jlist'], ['list', '--\u001b[2J'], ['list', '--bucket', '\u001b[2J']]) {
      expect((await store.run(words)).stderr).not.toContain('\u001b')
    }
  })
})

describe('help and version', () => {
  it.each(['--help', 'help', 'list --help', 'help abort', 'abort-all -h', 'demo --help'])(
    'cwmpu %s',
    async (words) => {
      const store = await startStore()
      const { code, stdout, stderr } = await store.run(words)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^Examples:\n[^]*\n\nUsage: cwmpu /)
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    },
  )

  it('cwmpu --version', async () => {
    const store = await startStore()
    const { code, stdout } = await store.run('--version')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
