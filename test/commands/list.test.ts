import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('cwmpu list', () => {
  it('shows a table on a terminal, with what it comes to', async () => {
    const store = await startStore()
    const old = store.add('datasets/large archive.tar', 94 * DAY + 3 * HOUR)
    const young = store.add('tmp/x', 5 * 60_000)
    const { code, stdout, stderr } = await store.run('list --bucket bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'AGE, INITIATED        KEY, UPLOAD ID',
        '94d 3h                datasets/large archive.tar',
        `2026-08-20 09:00:00Z  ${old}`,
        '5m                    tmp/x',
        `2026-11-22 11:55:00Z  ${young}`,
        '',
        '2 incomplete uploads · oldest 94d 3h · newest 5m · 1 within 24 h, maybe live',
        '',
      ].join('\n'),
    )
    expect(stderr).toBe('')
  })

  it('says so where there is nothing', async () => {
    const store = await startStore()
    expect(await store.run('list --bucket bkt', { tty: true })).toEqual({
      code: 0,
      stdout: 'No incomplete uploads.\n',
      stderr: '',
    })
  })

  it('writes one upload per line to a pipe, in seven columns', async () => {
    const store = await startStore()
    const uploadId = store.add('tab\there\\', DAY)
    expect(await store.run('list --bucket bkt')).toEqual({
      code: 0,
      stdout: `tab\\there\\\\\t${uploadId}\t2026-11-21T12:00:00.000Z\t\t\t\tbkt\n`,
      stderr: '',
    })
  })

  it('writes one JSON document by the names of S3', async () => {
    const store = await startStore()
    const uploadId = store.add('a/b', DAY)
    const { stdout } = await store.run('list --bucket bkt --prefix a/ --json')
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Prefix: 'a/',
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
    })
  })

  it.each([
    ['json', '{"Bucket":"bkt","Uploads":[]}\n'],
    ['ndjson', ''],
    ['csv', 'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket\r\n'],
    ['tsv', ''],
  ])('writes an empty listing as %s', async (format, stdout) => {
    const store = await startStore()
    expect(await store.run(`list --bucket bkt -o ${format}`)).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('quotes csv, and disarms what a spreadsheet would run', async () => {
    const store = await startStore()
    store.bucket.addUpload('=cmd()', store.clock.now(), '1')
    store.bucket.addUpload('say "hi", then\nleave', store.clock.now(), '2')
    const { stdout } = await store.run('list --bucket bkt -o csv')
    expect(stdout).toBe(
      'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket\r\n' +
        "'=cmd(),1,2026-11-22T12:00:00.000Z,,,,bkt\r\n" +
        '"say ""hi"", then\nleave",2,2026-11-22T12:00:00.000Z,,,,bkt\r\n',
    )
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
    const store = await startStore()
    store.add('a/1', DAY)
    store.add('a/2.tmp', 2 * DAY)
    store.add('b/3.tmp', 3 * DAY)
    store.add('b/4', 4 * DAY)
    const { stdout } = await store.run(`list --bucket bkt ${selection}`)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(keys)
  })

  it('F40 counts ages back from the clock of the store', async () => {
    const store = await startStore({ now: () => Date.parse('2026-11-19T12:00:00Z') })
    store.bucket.addUpload('young there, old here', Date.parse('2026-11-18T12:00:00Z'))
    expect(await store.run('list --bucket bkt --older-than 2d')).toMatchObject({ code: 0, stdout: '' })
  })

  it.each(['s3://bkt', 'cw://bkt', 's3://bkt/'])('takes %s for the bucket', async (bucket) => {
    const store = await startStore()
    expect(await store.run(`list --bucket ${bucket}`)).toMatchObject({ code: 0 })
  })

  it('reports a bucket that does not exist', async () => {
    const store = await startStore()
    const { code, stdout, stderr } = await store.run('list --bucket other')
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    expect(stderr).toMatch(
      /^error: Bucket "other" not found at http:\/\/localhost:\d+\. Check the name and --endpoint\. \(request ID \w+\)\n$/,
    )
  })
})
