import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

const DAY = 86_400_000

const HINT = 'To keep them from coming back: cwmpu lifecycle set --bucket bkt --days 7\n'

describe('cwmpu abort-all', () => {
  it('aborts every upload that is selected and no other, and proves it', async () => {
    const store = await startStore()
    store.add('tmp/old', 8 * DAY)
    const young = store.add('tmp/young', DAY)
    const other = store.add('keep/old', 8 * DAY)
    const words = 'abort-all --bucket bkt --prefix tmp/ --older-than 7d --yes'
    expect(await store.run(words, { tty: true })).toEqual({
      code: 0,
      stdout: `Aborted 1 upload of 1.\n${HINT}`,
      stderr: '',
    })
    expect([...store.bucket.uploads.keys()]).toEqual([young, other])
    expect(store.requests.filter((request) => request.includes('uploads='))).toHaveLength(2)
  })

  it('has nothing to do in a clear bucket, which is fine', async () => {
    const store = await startStore()
    const { code, stdout } = await store.run('abort-all --bucket bkt --yes --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Uploads: [], Summary: { Matched: 0, Verified: true } })
  })

  it('F67 does not begin without --yes where nobody can be asked', async () => {
    const store = await startStore()
    store.add('k')
    expect(await store.run('abort-all --bucket bkt')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: --yes is required when nobody can be asked; --dry-run shows what would be aborted.\n',
    })
    expect(store.requests).toEqual([])
  })

  it.each([
    ['y', 0, 0],
    ['YES', 0, 0],
    ['n', 10, 1],
    ['', 10, 1],
    ['yeah', 10, 1],
  ])('asks on a terminal, and takes %j for an answer', async (answer, code, left) => {
    const store = await startStore()
    store.add('tmp/k', 3 * DAY)
    const result = await store.run('abort-all --bucket bkt', { tty: true, stdin: answer })
    expect(result.code).toBe(code)
    expect(store.left).toBe(left)
  })

  it('says what it is about to do: where, as whom, how many, how old, how many may be live', async () => {
    const store = await startStore()
    store.add('tmp/old', 3 * DAY)
    store.add('tmp/young', DAY / 24)
    const { stderr } = await store.run('abort-all --bucket bkt', { tty: true, stdin: 'n' })
    expect(stderr.split('\n')).toEqual([
      'About to abort 2 incomplete uploads',
      `  bucket      bkt at ${store.endpoint}`,
      expect.stringMatching(/^ {2}credentials {1}/),
      '  prefixes    tmp/  2 uploads',
      '  oldest      3d ago, 2026-11-19 12:00:00Z, tmp/old',
      '  newest      1h ago, 2026-11-22 11:00:00Z, tmp/young',
      '  live?       1 upload began within 24 h and may still be written to',
      'To abort the whole bucket, type its name, bkt: n',
      'error: Nothing was aborted.',
      '',
    ])
  })

  it('shows by --dry-run what it would abort, and aborts nothing', async () => {
    const store = await startStore()
    const uploadId = store.add('k', DAY)
    expect(await store.run('abort-all --bucket bkt --dry-run')).toEqual({
      code: 0,
      stdout: `k\t${uploadId}\t2026-11-21T12:00:00.000Z\t\t\t\tbkt\n`,
      stderr: 'Dry run: 1 upload would be aborted; none was.\n',
    })
    expect(store.deletes).toEqual([])
  })

  it('F70 refuses more than --max, whole', async () => {
    const store = await startStore()
    store.add('a')
    store.add('b')
    expect(await store.run('abort-all --bucket bkt --yes --max 1')).toEqual({
      code: 9,
      stdout: '',
      stderr: 'error: 2 uploads selected, more than --max 1: nothing was aborted.\n',
    })
    expect(store.deletes).toEqual([])
    expect(await store.run('abort-all --bucket bkt --yes --max 2')).toMatchObject({ code: 0 })
  })

  it('writes an outcome a line as ndjson, the summary last, and its sentence to stderr', async () => {
    const store = await startStore()
    const uploadId = store.add('k')
    const { stdout, stderr } = await store.run('abort-all --bucket bkt --yes -o ndjson')
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines).toMatchObject([
      { Bucket: 'bkt', Key: 'k', UploadId: uploadId, Outcome: 'aborted' },
      { Bucket: 'bkt', Summary: { Matched: 1, Aborted: 1 } },
    ])
    expect(stderr).toBe('Aborted 1 upload of 1.\n')
  })
})
