import { describe, expect, it } from 'vitest'
import { after, entry, lists, page, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('cwmpu list', () => {
  it('shows one line per upload on a terminal, in the order of the listing', async () => {
    const server = await startServer()
    const old = server.addWithParts('datasets/large archive.tar', [2 ** 31], 94 * DAY + 3 * HOUR)
    const young = server.addWithParts('tmp/x', [64 * 2 ** 20], 5 * 60_000)
    const { code, stdout, stderr } = await server.run('list --bucket bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'AGE   SIZE      KEY                         UPLOAD ID',
        ` 94d  2.00 GiB  datasets/large archive.tar  ${old.slice(0, 9)}…`,
        `  5m* 64.0 MiB  tmp/x                       ${young.slice(0, 9)}…`,
        '',
        '2 incomplete uploads, 2.06 GiB. Oldest: 94 days.',
        '* 1 started in the last 24 hours and may still be in progress.',
        '',
      ].join('\n'),
    )
    expect(stderr).toBe('')
  })

  it('shortens a key in the middle, and keeps the file name and the width of the terminal', async () => {
    const server = await startServer()
    server.add(`${'deep/'.repeat(20)}rank-00.pt`, DAY)
    server.add(`${'x'.repeat(100)}.tar`, DAY)
    server.add(`日本語/${'é'.repeat(80)}.bin`, DAY)
    const { stdout } = await server.run('list bkt', { tty: true })
    expect(stdout).toContain(' deep/deep/deep/deep/deep/deep/deep/…/rank-00.pt ')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('shows every column in full with --wide', async () => {
    const server = await startServer()
    const key = `${'deep/'.repeat(20)}rank-00.pt`
    const uploadId = server.addWithParts(key, [5], DAY)
    const { stdout } = await server.run('list bkt --wide', { tty: true })
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `AGE   STARTED (UTC)        SIZE      PARTS   LAST ACTIVITY (UTC)  KEY${' '.repeat(109)}UPLOAD ID`,
      `  1d  2026-11-21 12:00:00  5 B       1       2026-11-22 11:00:00  ${key}  ${uploadId}`,
    ])
  })

  it('reports an empty bucket', async () => {
    const server = await startServer()
    expect(await server.run('list --bucket bkt', { tty: true })).toEqual({
      code: 0,
      stdout: 'bkt has no incomplete uploads.\n',
      stderr: '',
    })
  })

  it('claims nothing about the bucket if no upload matches', async () => {
    const server = await startServer()
    server.add('k', DAY)
    const { code, stdout } = await server.run('list bkt --older-than 300d --match *.pt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^No uploads match --match \*\.pt --older-than 300d\./)
    expect(stdout).not.toContain('no incomplete')
  })

  it('writes one line per upload into a pipe', async () => {
    const server = await startServer()
    const uploadId = server.add('tab\there\\', DAY)
    expect(await server.run('list --bucket bkt')).toEqual({
      code: 0,
      stdout: `tab\\there\\\\\t${uploadId}\t2026-11-21T12:00:00.000Z\t\t\t\tbkt\n`,
      stderr: '',
    })
  })

  it('writes one JSON document by the names of S3', async () => {
    const server = await startServer()
    const uploadId = server.add('a/b', DAY)
    const { stdout } = await server.run('list --bucket bkt --prefix a/ --json')
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Prefix: 'a/',
      Filter: { Prefix: 'a/' },
      Uploads: [
        {
          Key: 'a/b',
          UploadId: uploadId,
          Initiated: '2026-11-21T12:00:00.000Z',
          StorageClass: 'STANDARD',
          Owner: { ID: 'sandbox', DisplayName: 'sandbox' },
          Initiator: { ID: 'sandbox', DisplayName: 'sandbox' },
        },
      ],
      Total: 1,
      Truncated: false,
      Complete: true,
    })
  })

  it('names every condition after its flag in Filter', async () => {
    const server = await startServer()
    const words =
      '--match *.a --match *.b --exclude c --older-than 1d --newer-than 9d --initiated-before 2026-11-01 --initiated-after 2026-01-01 --idle-for 1h --larger-than 5MiB --shard 1/2'
    const { stdout } = await server.run(`list bkt --json ${words}`)
    expect((JSON.parse(stdout) as { Filter: unknown }).Filter).toEqual({
      Match: ['*.a', '*.b'],
      Exclude: ['c'],
      OlderThan: '1d',
      NewerThan: '9d',
      InitiatedBefore: '2026-11-01',
      InitiatedAfter: '2026-01-01',
      IdleFor: '1h',
      LargerThan: '5MiB',
      Shard: '1/2',
    })
  })

  it.each([
    ['json', '{"Bucket":"bkt","Filter":null,"Uploads":[],"Total":0,"Truncated":false,"Complete":true}\n'],
    ['ndjson', ''],
    ['csv', 'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket\r\n'],
    ['tsv', ''],
  ])('writes an empty listing as %s', async (format, stdout) => {
    const server = await startServer()
    expect(await server.run(`list --bucket bkt -o ${format}`)).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('S3 quotes csv, and disarms formulas', async () => {
    const server = await startServer()
    server.bucket.addUpload('=cmd()', server.clock.now(), '1')
    server.bucket.addUpload('say "hi", then\nleave', server.clock.now(), '2')
    const { stdout } = await server.run('list --bucket bkt -o csv')
    expect(stdout).toBe(
      'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket\r\n' +
        "'=cmd(),1,2026-11-22T12:00:00.000Z,,,,bkt\r\n" +
        '"say ""hi"", then\nleave",2,2026-11-22T12:00:00.000Z,,,,bkt\r\n',
    )
  })

  it.each([
    ['a;=1+1', `"a;'=1+1"`],
    ['a\t=1+1', `"a\t'=1+1"`],
    ['a;"=1+1', `"a;""'=1+1"`],
    ['\n=1+1', `"\n'=1+1"`],
    [' \r\n @x', `" \r\n '@x"`],
    ['\ufeff＝1', `\ufeff'＝1`],
    ['a\n-1', `"a\n'-1"`],
    ['a;b', '"a;b"'],
    ['a,=1', '"a,=1"'],
    ['a=1-2+3@4', 'a=1-2+3@4'],
  ])('writes the key %j in csv as %s, also for spreadsheets that split at semicolons', async (key, cell) => {
    const server = await startServer()
    server.add(key)
    const { stdout } = await server.run('list bkt -o csv')
    expect(stdout.slice(stdout.indexOf('\r\n') + 2).slice(0, cell.length + 1)).toBe(`${cell},`)
  })

  it('needs no quadratic time to disarm a key of 500,000 quotes in csv', async () => {
    const server = await startServer()
    server.injectFault(lists, page(entry(`${'"'.repeat(500_000)}=1`, '1')))
    const { stdout } = await server.run('list bkt -o csv')
    expect(stdout.endsWith(`""'=1",1,2020-01-01T00:00:00.000Z,,,,bkt\r\n`)).toBe(true)
  })

  it.each([
    ['--prefix a/', ['a/1', 'a/2.tmp']],
    ['--match *.tmp', ['a/2.tmp', 'b/3.tmp']],
    ['--match *.tmp --match b/**', ['a/2.tmp', 'b/3.tmp', 'b/4']],
    ['--exclude *.tmp --exclude b/**', ['a/1']],
    ['--older-than 2d', ['b/3.tmp', 'b/4']],
    ['--newer-than 2d', ['a/1']],
    ['--initiated-before 2026-11-20', ['b/3.tmp', 'b/4']],
    ['--initiated-after 2026-11-21T00:00:00Z', ['a/1']],
    ['--prefix b/ --match *.tmp --older-than 2d', ['b/3.tmp']],
  ])('selects by %s', async (selection, keys) => {
    const server = await startServer()
    server.add('a/1', DAY)
    server.add('a/2.tmp', 2 * DAY)
    server.add('b/3.tmp', 3 * DAY)
    server.add('b/4', 4 * DAY)
    const { stdout } = await server.run(`list --bucket bkt ${selection}`)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(keys)
  })

  it('F40 counts ages by the clock of the server', async () => {
    const server = await startServer({ now: () => Date.parse('2026-11-19T12:00:00Z') })
    server.bucket.addUpload('young there, old here', Date.parse('2026-11-18T12:00:00Z'))
    expect(await server.run('list --bucket bkt --older-than 2d')).toMatchObject({ code: 0, stdout: '' })
  })

  it('reports a bucket that does not exist', async () => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.run('list --bucket other')
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    expect(stderr).toMatch(
      /^error: Bucket "other" not found at http:\/\/localhost:\d+\. Check the name and --endpoint\. \(request ID \w+\)\n$/,
    )
  })

  it('closes a JSON document that an error cuts short', async () => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(5)
    server.injectFault(after(1, lists), respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('list bkt --json')
    const document = JSON.parse(stdout) as { Uploads: unknown[]; Error: Record<string, string> }
    const { Message, Hint, RequestId } = document.Error
    expect({ code, stderr }).toEqual({ code: 4, stderr: `error: ${Message} ${Hint} (request ID ${RequestId})\n` })
    expect(document).toMatchObject({
      Uploads: { length: 2 },
      Complete: false,
      Error: { Code: 'AccessDenied' },
      ExitCode: 4,
    })
    expect(document).not.toHaveProperty('Total')
    const lines = (await server.run('list bkt -o ndjson')).stdout.trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ Error: { Code: 'AccessDenied' }, ExitCode: 4 })
  })

  it('writes the error of a run without other output as JSON', async () => {
    const server = await startServer()
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    for (const format of ['json', 'ndjson']) {
      const { code, stdout } = await server.run(`list bkt -o ${format}`)
      expect(code).toBe(4)
      expect(JSON.parse(stdout)).toMatchObject({ Error: { Code: 'AccessDenied' }, ExitCode: 4 })
    }
  })

  it('writes no counts of an abort for a bucket that is named like the command', async () => {
    const server = await startServer()
    const { code, stdout } = await server.run('list --bucket abort --json')
    expect(code).toBe(5)
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['Error', 'ExitCode'])
  })
})
