import { describe, expect, it } from 'vitest'
import { aborts, after, type Fault, first, html, lists, page, respond, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const DAY = 86_400_000

describe('cwmpu abort', () => {
  it('aborts exactly one of several uploads of a key, without a question', async () => {
    const server = await startServer()
    const [first, second] = [server.add('k'), server.add('k')]
    const result = await server.run(['abort', '--bucket', 'bkt', '--key', 'k', '--upload-id', first], { tty: true })
    expect(result).toEqual({ code: 0, stdout: 'Aborted 1 of 1 upload.\n', stderr: '' })
    expect([...server.bucket.uploads.keys()]).toEqual([second])
  })

  it('prints the outcome as JSON', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    const argv = ['abort', '--bucket', 'bkt', '--key', 'k', '--upload-id', uploadId, '--json']
    const { stdout } = await server.run(argv)
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Uploads: [{ Key: 'k', UploadId: uploadId, Outcome: 'aborted' }],
      Summary: { Matched: 1, Aborted: 1, AlreadyGone: 0, StillListed: 0, Failed: 0, Skipped: 0, StartedSince: 0 },
      Clear: true,
      Verified: true,
      Seconds: 0,
      Endpoint: server.endpoint,
      Complete: true,
      ExitCode: 0,
    })
  })

  it.each([
    ['upload ID', 'k', '2~other'],
    ['key', 'l', undefined],
  ])('fails and aborts nothing if the upload has another %s', async (_, key, uploadId) => {
    const server = await startServer()
    const id = uploadId ?? server.add('k')
    const result = await server.run(['abort', '--bucket', 'bkt', '--key', key, '--upload-id', id])
    expect(result).toEqual({
      code: 5,
      stdout: '',
      stderr: `error: Upload "${id}" of key "${key}" not found in "bkt". List current uploads with: cwmpu list --bucket bkt\n`,
    })
    expect(server.deletes).toEqual([])
  })

  it.each<[string, Fault]>([
    ['another client completes it meanwhile', respondWithError(404, 'NoSuchUpload')],
    ['a proxy times out after the abort', respond(504)],
  ])('succeeds for an upload that was listed, if %s', async (_, fault) => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(first(1, aborts), server.abortThen(fault))
    const result = await server.run(['abort', 'bkt', '--key', 'k', '--upload-id', uploadId])
    expect(result).toMatchObject({ code: 0, stderr: 'Aborted 0 of 1 upload. Already gone: 1.\n' })
  })

  it.each([
    ['another document', respond(200, '<ListBucketResult><Name>bkt</Name></ListBucketResult>')],
    ['a web page', html(200)],
    ['a status without an error code', respond(403)],
  ])('sends no abort if the response to the listing is %s: such a server could delete the object', async (_, fault) => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(lists, fault)
    expect((await server.run(['abort', 'bkt', '--key', 'k', '--upload-id', uploadId])).code).toBeGreaterThan(3)
    const files = { f: JSON.stringify({ Bucket: 'bkt', Key: 'k', UploadId: uploadId }) }
    expect((await server.run('abort bkt --from f --yes', { files })).code).toBeGreaterThan(3)
    expect(server.deletes).toEqual([])
  })

  it('is not disturbed by a malformed entry of another key', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(after(1, lists), page('<Upload><Key>k2</Key></Upload>'))
    expect(await server.run(['abort', 'bkt', '--key', 'k', '--upload-id', uploadId])).toMatchObject({ code: 0 })
  })

  it('sends no abort if there is no such bucket, and prints the reason once', async () => {
    const server = await startServer()
    const { code, stderr } = await server.run('abort absent --key k --upload-id 1')
    expect(code).toBe(5)
    expect(stderr).toMatch(/^error: Bucket "absent" not found.*\n$/)
    expect(server.deletes).toEqual([])
  })

  it('succeeds with --ignore-not-found if the upload is gone', async () => {
    const server = await startServer()
    const words = 'abort --bucket bkt --key k --upload-id 2~x --ignore-not-found'
    expect(await server.run(words)).toMatchObject({ code: 0 })
  })

  it.each([
    ['--upload-id 1', /^error: No upload given\. Use --key, or --from FILE\.\n$/],
    ['', /^error: No upload given\./],
    ['--key k --upload-id 1 --from f', /^error: Cannot combine --from with --key or --upload-id\./],
    ['--from f --key k', /^error: Cannot combine/],
    ['--key k --upload-id 1 --dry-run', /^error: Cannot use --dry-run without --from\./],
  ])('rejects "%s"', async (which, message) => {
    const server = await startServer()
    const result = await server.run(`abort --bucket bkt ${which}`.trimEnd(), { files: { f: '' } })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(message)
    expect(server.requests).toEqual([])
  })

  it('rejects an empty key or upload ID', async () => {
    const server = await startServer()
    for (const [key, uploadId] of [
      ['', '1'],
      ['k', ''],
    ] as const) {
      const result = await server.run(['abort', '--bucket', 'bkt', '--key', key, '--upload-id', uploadId])
      expect(result.code).toBe(2)
    }
    expect(server.requests).toEqual([])
  })

  it('accepts a key and an upload ID that start with a dash', async () => {
    const server = await startServer()
    server.bucket.addUpload('-k', server.clock.now(), '-1')
    expect(await server.run('abort --bucket bkt --key=-k --upload-id=-1')).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
  })
})

describe('cwmpu abort --key without --upload-id', () => {
  it('lists all uploads of exactly that key, and asks', async () => {
    const server = await startServer()
    const first = server.addWithParts('k', [2 ** 20], 3 * DAY)
    const second = server.add('k', 2 * DAY)
    const other = server.add('k2', DAY)
    const { code, stdout, stderr } = await server.run('abort bkt --key k', { tty: true, stdin: 'y' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Aborted 2 of 2 uploads.\n' })
    const lines = stderr.split('\n')
    expect(lines[0]).toBe('AGE   SIZE      KEY  UPLOAD ID')
    expect(lines.slice(1, 3).toSorted()).toEqual(
      [`  3d  1.00 MiB  k    ${first.slice(0, 9)}…`, `  2d  0 B       k    ${second.slice(0, 9)}…`].toSorted(),
    )
    expect(lines.slice(3)).toEqual(['', 'Abort 2 uploads in bkt? [y/N] y', ''])
    expect([...server.bucket.uploads.keys()]).toEqual([other])
  })

  it('aborts nothing for any other answer', async () => {
    const server = await startServer()
    server.add('k')
    const { code, stderr } = await server.run('abort bkt/k', { tty: true, stdin: '' })
    expect(code).toBe(10)
    expect(stderr).toMatch(/\nCanceled\. No uploads were aborted\.\n$/)
    expect(server.left).toBe(1)
  })

  it.each([
    ['--yes', { tty: true }],
    ['', {}],
  ])('is a usage error with "%s" on %j', async (flags, surroundings) => {
    const server = await startServer()
    server.add('k')
    const result = await server.run(`abort bkt --key k ${flags}`.trimEnd(), surroundings)
    expect(result.code).toBe(2)
    expect(result.stderr.replace(/\s+/g, ' ')).toBe(
      'error: No upload ID given. Without one, --key asks before it aborts. Use --upload-id. List the IDs with: cwmpu list --bucket bkt --prefix k --json ',
    )
    expect(server.requests).toEqual([])
  })

  it('fails if there is no upload of the key', async () => {
    const server = await startServer()
    server.add('k2')
    const { code, stderr } = await server.run('abort bkt --key k', { tty: true, stdin: 'y' })
    expect(code).toBe(5)
    expect(stderr).toMatch(/^error: No uploads of key "k" found in "bkt"\./)
  })
})
