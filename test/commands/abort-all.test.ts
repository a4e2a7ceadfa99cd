import { describe, expect, it } from 'vitest'
import { aborts, allOf, forKey, lists, listsParts, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const DAY = 86_400_000

const HINT = 'No lifecycle rule aborts incomplete uploads.\nTo add one: cwmpu lifecycle set --bucket bkt --days 7\n'

describe('cwmpu abort-all', () => {
  it('aborts every upload that matches and no other, and verifies it', async () => {
    const server = await startServer()
    server.add('tmp/old', 8 * DAY)
    const young = server.add('tmp/young', DAY)
    const other = server.add('keep/old', 8 * DAY)
    const words = 'abort-all --bucket bkt --prefix tmp/ --older-than 7d --yes'
    expect(await server.run(words, { tty: true })).toEqual({
      code: 0,
      stdout: `Aborted 1 of 1 upload.\n${HINT}`,
      stderr: '',
    })
    expect([...server.bucket.uploads.keys()]).toEqual([young, other])
    expect(server.requests.filter((request) => request.includes('uploads='))).toHaveLength(2)
  })

  it('mentions in a dry run an upload that started after it', async () => {
    const server = await startServer()
    server.add('new', -10_000)
    const result = await server.run('abort-all bkt --dry-run', { tty: true })
    expect(result).toMatchObject({ code: 0, stdout: 'No uploads match. bkt has 1 other.\n' })
    expect(result.stderr).toContain('Dry run. 0 uploads would be aborted.')
  })

  it('succeeds if there is nothing to abort', async () => {
    const server = await startServer()
    const { code, stdout } = await server.run('abort-all --bucket bkt --yes --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Uploads: [], Summary: { Matched: 0 }, Clear: true, Verified: true })
    expect((await server.run('abort-all bkt --older-than 7d --yes', { tty: true })).stdout).toBe(
      'No uploads match --older-than 7d. bkt has no incomplete uploads.\n',
    )
  })

  it('F67 sends nothing without --yes if there is no terminal', async () => {
    const server = await startServer()
    server.add('k')
    expect(await server.run('abort-all --bucket bkt')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: Cannot ask for confirmation. stdin or stderr is not a terminal. Use --yes to skip the prompt.\n',
    })
    expect(server.requests).toEqual([])
  })

  it.each([
    ['y', 0, 0],
    ['YES', 0, 0],
    ['n', 10, 1],
    ['', 10, 1],
    ['yeah', 10, 1],
  ])('asks on a terminal, and reads %j as exit code %i', async (answer, code, left) => {
    const server = await startServer()
    server.add('tmp/k', 3 * DAY)
    const result = await server.run('abort-all --bucket bkt', { tty: true, stdin: answer })
    expect(result.code).toBe(code)
    expect(result.stderr).toContain(`Abort 1 upload in bkt? [y/N] ${answer}\n`)
    expect(server.left).toBe(left)
  })

  it('shows the endpoint, the credentials, the uploads and their sizes before it asks', async () => {
    const server = await startServer()
    server.addWithParts('tmp/old', [2 ** 20], 3 * DAY)
    server.add('tmp/young', DAY / 24)
    const { code, stderr } = await server.run('abort-all --bucket bkt', { tty: true, stdin: 'n' })
    expect(stderr.split('\n')).toEqual([
      'About to abort 2 incomplete uploads, 1.00 MiB',
      `  bucket       bkt at ${server.endpoint}`,
      '  credentials  AWS_ACCESS_KEY_ID',
      '  prefixes     tmp/  2 uploads, 1.00 MiB',
      '  oldest       3 days ago, 2026-11-19 12:00 UTC, tmp/old',
      '  newest       1 hour ago, 2026-11-22 11:00 UTC, tmp/young',
      '  recent       1 started in the last 24 hours and may still be in progress',
      'Type the bucket name to abort all 2 uploads in bkt: n',
      'Canceled. No uploads were aborted.',
      '',
    ])
    expect(code).toBe(10)
  })

  it('warns if the prefix ends in the middle of a word', async () => {
    const server = await startServer()
    server.add('logs/a', 2 * DAY)
    server.add('logs-2026/b', 2 * DAY)
    const { stderr } = await server.run('abort-all bkt --prefix logs', { tty: true, stdin: 'n' })
    expect(stderr).toContain('\n  selection    --prefix logs\n')
    expect(stderr).toContain('\nPrefix logs also matches logs-2026/.\nAbort 2 uploads in bkt? [y/N] n\n')
    const other = await server.run('abort-all bkt --prefix logs/', { tty: true, stdin: 'n' })
    expect(other.stderr).not.toContain('also matches')
  })

  it('shows with --dry-run what it would abort, and aborts nothing', async () => {
    const server = await startServer()
    const uploadId = server.add('k', DAY)
    expect(await server.run('abort-all --bucket bkt --dry-run')).toEqual({
      code: 0,
      stdout: `k\t${uploadId}\t2026-11-21T12:00:00.000Z\t\t\t\tbkt\n`,
      stderr: 'Dry run. 1 upload would be aborted.\n',
    })
    expect(server.deletes).toEqual([])
  })

  it('F70 aborts nothing if more than --max match', async () => {
    const server = await startServer()
    server.add('a')
    server.add('b')
    expect(await server.run('abort-all --bucket bkt --yes --max 1')).toEqual({
      code: 9,
      stdout: '',
      stderr:
        'error: No uploads were aborted. 2 uploads match, which exceeds --max 1. Narrow the selection or raise --max.\n',
    })
    expect(server.deletes).toEqual([])
    expect(await server.run('abort-all --bucket bkt --yes --max 2')).toMatchObject({ code: 0 })
  })

  it('writes one outcome per line as ndjson, the summary last, and the counts to stderr', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    const { stdout, stderr } = await server.run('abort-all --bucket bkt --yes -o ndjson')
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines).toMatchObject([
      { Bucket: 'bkt', Key: 'k', UploadId: uploadId, Outcome: 'aborted' },
      { Bucket: 'bkt', Summary: { Matched: 1, Aborted: 1 }, Clear: true, Verified: true },
    ])
    expect(stderr).toBe('Aborted 1 of 1 upload.\nbkt has no incomplete uploads. No objects or versions found.\n')
  })

  it('aborts only what the plan counts: an upload that was gone when its size was measured is not in it', async () => {
    const server = await startServer()
    server.addWithParts('here', [5], 2 * DAY)
    server.addWithParts('hidden', [5], 2 * DAY)
    server.injectFault(allOf(listsParts, forKey('/hidden')), respondWithError(404, 'NoSuchUpload'))
    const { code, stderr } = await server.run('abort-all bkt', { tty: true, stdin: 'y' })
    expect(stderr).toContain('Abort 1 upload in bkt? [y/N]')
    expect({ code, keys: [...server.bucket.uploads.values()].map(({ key }) => key) }).toEqual({
      code: 3,
      keys: ['hidden'],
    })
  })

  it('reports an upload that was gone when its parts were requested as already gone', async () => {
    const server = await startServer()
    server.addWithParts('here', [5], 2 * DAY)
    const gone = server.addWithParts('gone', [5], 2 * DAY)
    server.injectFault(allOf(listsParts, forKey('/gone')), (incoming, outgoing) => {
      server.bucket.uploads.delete(gone)
      respondWithError(404, 'NoSuchUpload')(incoming, outgoing)
    })
    const { code, stdout } = await server.run('abort-all bkt --sizes --yes --json')
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      Summary: { Matched: 2, Aborted: 1, AlreadyGone: 1 },
    })
  })

  it('prints each reason of a failure once, with a count and one key', async () => {
    const server = await startServer()
    server.addMany(10)
    server.addMany(5, 'odd')
    server.injectFault(allOf(aborts, forKey('/odd')), respondWithError(400, 'InvalidRequest'))
    server.injectFault(allOf(aborts, forKey('/k9?')), (_incoming, outgoing) => void outgoing.writeHead(204).end())
    const { code, stdout } = await server.run('abort-all bkt --yes', { tty: true })
    expect(code).toBe(7)
    expect(stdout.match(/^Failed: 5 uploads, for example odd\d$/gm)).toHaveLength(1)
    expect(stdout).toContain('returned InvalidRequest.')
    expect(stdout).toContain('Still listed: 1 upload, for example k9\n  The server accepted the abort and still lists')
    expect(stdout).toMatch(/\nAborted 9 of 15 uploads in \d+s\. Still listed: 1\. Failed: 5\.\n$/)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('prints the reason of a denied run once', async () => {
    const server = await startServer()
    server.addMany(10)
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('abort-all bkt --yes', { tty: true })
    expect(code).toBe(4)
    expect((stdout + stderr).match(/s3:AbortMultipartUpload/g)).toHaveLength(1)
  })

  it('reports what blocks DeleteBucket after a whole bucket was cleared', async () => {
    const server = await startServer()
    server.bucket.objects.add('o')
    server.add('k', DAY)
    const { stdout } = await server.run('abort-all bkt --yes', { tty: true })
    expect(stdout).toContain('bkt has no incomplete uploads. Objects still block DeleteBucket.\n')
    server.add('k', DAY)
    const json = await server.run('abort-all bkt --yes --json')
    expect(JSON.parse(json.stdout)).toMatchObject({ Blocking: { Objects: true, Versions: true } })
    server.add('k', DAY)
    const selected = await server.run('abort-all bkt --yes --older-than 1h --json')
    expect(JSON.parse(selected.stdout)).not.toHaveProperty('Blocking')
  })

  it('is not clear if uploads started during the run', async () => {
    const server = await startServer()
    server.add('old', DAY)
    let isFirst = true
    server.injectFault(
      (incoming) => aborts(incoming) && isFirst,
      (incoming, outgoing) => {
        isFirst = false
        server.add('new', 0)
        server.sandbox.handle(incoming, outgoing)
      },
    )
    const { code, stdout } = await server.run('abort-all bkt --yes', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toContain('Started during the run, not aborted: 1.')
    expect(stdout).toContain('bkt is not clear: 1 upload started during the run.\n')
  })

  it('prints only the plan and the question to stderr with --quiet', async () => {
    const server = await startServer()
    server.add('k', 3 * DAY)
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stderr } = await server.run('abort-all bkt --quiet', { tty: true, stdin: 'y' })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^About to abort 1 incomplete upload\n[^]*\nAbort 1 upload in bkt\? \[y\/N\] y\n$/)
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    expect((await server.run('abort-all bkt --quiet --yes')).stderr).toMatch(/^error: Cannot list uploads/)
  })
})
