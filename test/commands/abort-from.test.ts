import { describe, expect, it } from 'vitest'
import { entry, first, lists, page, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

describe('cwmpu abort --from', () => {
  const line = (key: string, uploadId: string) => `${JSON.stringify({ Bucket: 'bkt', Key: key, UploadId: uploadId })}\n`

  it('takes exactly the uploads of the listing', async () => {
    const server = await startServer()
    const [a, b] = [server.add('a'), server.add('b')]
    const files = { 'reviewed.ndjson': line('a', a) }
    const result = await server.run('abort --bucket bkt --from reviewed.ndjson --yes', { files })
    expect(result).toEqual({ code: 0, stdout: `aborted\ta\t${a}\t\t\t\tbkt\n`, stderr: 'Aborted 1 of 1 upload.\n' })
    expect([...server.bucket.uploads.keys()]).toEqual([b])
  })

  it('is content with uploads that are gone by now', async () => {
    const server = await startServer()
    const stdin = line('a', server.add('a')) + line('b', '2~gone')
    const { code, stdout } = await server.run('abort --bucket bkt --from - --yes --json', { stdin })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 2, Aborted: 1, AlreadyGone: 1 } })
  })

  it('F65 does nothing for an empty listing', async () => {
    const server = await startServer()
    expect(await server.run('abort --bucket bkt --from - --yes')).toMatchObject({ code: 0, stdout: '' })
    expect(server.requests).toEqual([])
  })

  it.each([
    ['not a listing', 'KEY UPLOAD ID\n', 2],
    ['F68 a listing of another bucket', '{"Bucket":"other","Uploads":[{"Key":"k","UploadId":"1"}]}', 9],
    ['F64 an entry without an upload id', '{"Uploads":[{"Key":"k","UploadId":""}]}', 2],
    ['a listing that failed', '{"Bucket":"bkt","Uploads":[{"Key":"k","UploadId":"1"}],"Error":{}}', 2],
  ])('refuses %s before anything is sent', async (_, stdin, code) => {
    const server = await startServer()
    expect(await server.run('abort --bucket bkt --from - --yes', { stdin })).toMatchObject({ code, stdout: '' })
    expect(server.requests).toEqual([])
  })

  it('S21 reports a file that cannot be read, and escapes its name', async () => {
    const server = await startServer()
    expect(await server.run(['abort', '--bucket', 'bkt', '--from', 'a\u001b[2J', '--yes'])).toMatchObject({
      code: 2,
      stderr: "error: Cannot read $'a\\x1b[2J'. No such file or directory (ENOENT).\n",
    })
  })

  it('rejects an empty file name', async () => {
    const server = await startServer()
    expect(await server.run(['abort', 'bkt', '--from', '', '--dry-run'])).toMatchObject({
      code: 2,
      stderr: 'error: Empty --from. Use a non-empty value.\n',
    })
  })

  it('rejects what list writes about several buckets as ndjson', async () => {
    const server = await startServer()
    const { stdout: stdin } = await server.run('list --all-buckets -o ndjson')
    const { code, stderr } = await server.run('abort bkt --from - --yes', { stdin })
    expect(code).toBe(2)
    expect(stderr).toContain('Cannot read stdin. Line 1 lists buckets, not uploads.')
  })

  it('names the line that is wrong, and how to create a listing', async () => {
    const server = await startServer()
    const files = { f: `${line('a', '1')}{"Key":"${'k'.repeat(1000)}"}` }
    expect(await server.run('abort --bucket bkt --from f --yes', { files })).toMatchObject({
      code: 2,
      stderr: 'error: Cannot read f. Line 2 has no Key or UploadId. Create the file with: cwmpu list --json\n',
    })
  })

  it.each(['json', 'ndjson', 'tsv'])('aborts what list wrote as %s', async (format) => {
    const server = await startServer()
    for (const key of [' a ', '{"b"}', 'c\td\\e\n', '\u202ef']) server.add(key)
    const { stdout: stdin } = await server.run(`list --bucket bkt -o ${format}`)
    const result = await server.run('abort --bucket bkt --from - --yes --json', { stdin })
    expect({ ...result, left: server.left }).toMatchObject({ code: 0, left: 0, stderr: 'Aborted 4 of 4 uploads.\n' })
  })

  it('warns if a listing names no bucket', async () => {
    const server = await startServer()
    const files = { f: JSON.stringify({ Uploads: [{ Key: 'a', UploadId: server.add('a') }] }) }
    expect(await server.run('abort --bucket bkt --from f --yes', { files })).toMatchObject({
      code: 0,
      stderr: 'warning: f does not name the bucket of every upload. It is read as "bkt".\nAborted 1 of 1 upload.\n',
    })
  })

  it.each([
    ['--yes', {}],
    ['--dry-run', {}],
    ['', { tty: true, stdin: 'y' }],
  ])('exits 5 if none of the uploads is in the bucket: %s', async (flags, terminal) => {
    const server = await startServer()
    server.add('ab')
    const files = { f: line('a', '1') + line('ab', '2') }
    const words = ['abort', '--bucket', 'bkt', '--from', 'f', ...flags.split(' ').filter(Boolean)]
    expect(await server.run(words, { files, ...terminal })).toEqual({
      code: 5,
      stdout: '',
      stderr: 'error: None of the 2 uploads in f is in "bkt".\n',
    })
    expect(server.deletes).toEqual([])
  })

  it('with --ignore-not-found, exits 0 if none of the uploads is in the bucket', async () => {
    const server = await startServer()
    const files = { f: line('a', '1') }
    const result = await server.run('abort --bucket bkt --from f --yes --ignore-not-found', { files })
    expect(result).toMatchObject({ code: 0, stdout: 'already-gone\ta\t1\t\t\t\tbkt\n' })
  })

  it('with --dry-run, shows the uploads that are in the bucket and aborts none', async () => {
    const server = await startServer()
    const a = server.add('a')
    const files = { f: line('a', a) + line('b', 'gone') }
    const { code, stdout, stderr } = await server.run('abort --bucket bkt --from f --dry-run', { files })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Dry run. 1 upload would be aborted. Not listed: 1 upload.\n' })
    expect(stdout).toMatch(new RegExp(`^a\\t${a}\\t.*\\tbkt\\n$`))
    expect(server.deletes).toEqual([])
    expect(await server.run('abort --bucket bkt --key a --dry-run')).toMatchObject({ code: 2 })
  })

  it('with --dry-run, has no Prefix in JSON, because none was passed', async () => {
    const server = await startServer()
    const files = { f: line('logs/a', server.add('logs/a')) + line('logs/b', server.add('logs/b')) }
    const { stdout } = await server.run('abort --bucket bkt --from f --dry-run --json', { files })
    expect(JSON.parse(stdout)).toMatchObject({ Filter: { From: 'f' }, Total: 2 })
    expect(JSON.parse(stdout)).not.toHaveProperty('Prefix')
  })

  it('aborts without a check if the uploads may not be listed', async () => {
    const server = await startServer()
    const files = { f: line('a', server.add('a')) }
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    const { code, stderr } = await server.run('abort --bucket bkt --from f --yes', { files })
    expect({ code, left: server.left }).toEqual({ code: 7, left: 0 })
    expect(stderr).toMatch(/^warning: Could not check whether the uploads exist\. /)
  })

  it('needs --yes if stdin is the listing, or if there is no terminal', async () => {
    const server = await startServer()
    expect(await server.run('abort --bucket bkt --from -', { tty: true })).toMatchObject({ code: 2 })
    expect(await server.run('abort --bucket bkt --from f', { files: { f: '' } })).toMatchObject({ code: 2 })
  })

  it('F66 does not wait for a listing that a terminal will not give', async () => {
    const server = await startServer()
    expect(await server.run('abort --bucket bkt --from - --yes', { tty: true })).toMatchObject({ code: 2 })
  })

  it('asks about all uploads of the file, also those that the bucket does not list', async () => {
    const server = await startServer()
    const [shown, hidden] = [server.add('shown'), server.add('hidden')]
    server.injectFault(first(1, lists), page(entry('shown', shown)))
    const files = { f: line('shown', shown) + line('hidden', hidden) }
    const result = await server.run('abort --bucket bkt --from f', { tty: true, stdin: 'y', files })
    expect(result.stderr).toContain('About to abort 2 incomplete uploads, at least 0 B\n')
    expect(result.stderr).toContain('\n  not listed   1 upload\nAbort 2 uploads in bkt? [y/N] y\n')
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
  })

  it.each([
    ['y', 0, 0],
    ['n', 10, 1],
    ['', 10, 1],
  ])('asks on a terminal: %j', async (answer, code, left) => {
    const server = await startServer()
    const files = { f: line('a', server.add('a')) }
    const result = await server.run('abort --bucket bkt --from f', { tty: true, stdin: answer, files })
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(/^About to abort 1 incomplete upload, 0 B\n[^]*\n {2}selection {4}--from f\n/)
    expect(result.stderr).toContain(`\nAbort 1 upload in bkt? [y/N] ${answer}\n`)
    expect(server.left).toBe(left)
  })
})
