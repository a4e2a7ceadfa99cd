import { describe, expect, it } from 'vitest'
import { startServer } from '../support/server.js'
import { ALL_KEYS, checkRow, type Row } from './contract.js'

const HEADING = 'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket'

describe('abort --from', () => {
  it.each(['json', 'ndjson', 'tsv', ''])('reads what list writes as "%s"', async (format) => {
    const server = await startServer()
    server.addMany(80)
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
    ]
    for (const key of [...odd, '\u{1f600}', '\r', '#', '-o', '\u0085', '$(q)']) server.add(key)
    const { stdout } = await server.run(`list bkt ${format && `-o ${format}`}`.trim())
    const result = await server.run('abort bkt --from f --yes', { files: { f: stdout } })
    expect({ code: result.code, left: server.left }).toEqual({ code: 0, left: 0 })
  })

  const ENTRY = '{"Bucket":"bkt","Key":"k","UploadId":"k"}'
  const from = (f: string) => ({ files: { f } })
  it.each<Row>([
    ['a file', 'abort bkt --from f --yes', { left: 'data/a data/b* new' }, from(ENTRY)],
    ['stdin', 'abort bkt --from - --yes', { left: 'data/a data/b* new' }, { stdin: ENTRY }],
    [
      'an upload that is gone',
      'abort bkt --from f --yes --json',
      { json: { Summary: { Matched: 2, AlreadyGone: 1 } } },
      from(`${ENTRY}\n${ENTRY.replace('"k"}', '"x"}')}`),
    ],
    [
      'three columns',
      'abort bkt --from f --yes',
      { stderr: 'warning: f does not name the bucket', left: 'data/a data/b* new' },
      from('k\tk\t2026-11-13T12:00:00.000Z\n'),
    ],
    [
      "the AWS CLI's json",
      'abort bkt --from f --yes',
      { stderr: 'warning: f does not name the bucket', left: 'data/a data/b* new' },
      from('{"Uploads":[{"Key":"k","UploadId":"k"}]}'),
    ],
    [
      "the AWS CLI's json of an empty bucket",
      'abort bkt --from f --yes --json',
      {
        json: { Uploads: [], Summary: { Matched: 0 } },
        stderr: /^No uploads match\. Nothing to abort\.\n$/,
        sendsNothing: true,
      },
      from('{\n    "RequestCharged": null,\n    "Prefix": ""\n}\n'),
    ],
    ["the AWS CLI's null", 'abort bkt --from f --yes', { stdout: '', sendsNothing: true }, from('null\n')],
    ['an empty object', 'abort bkt --from f --yes', { code: 2, sendsNothing: true }, from('{}')],
    [
      'an entry of another bucket',
      'abort bkt --from f --yes',
      {
        code: 9,
        stderr: 'error: No uploads were aborted. Line 2 of f names bucket "b", not "bkt".\n',
        sendsNothing: true,
      },
      from(`${ENTRY}\n{"Bucket":"b","Key":"k","UploadId":"k"}`),
    ],
    [
      'an entry of a bucket with a long name',
      'abort bkt --from f --dry-run',
      { code: 9, stderr: `Line 1 of f names bucket "${'B'.repeat(59)}…", not "bkt".\n`, sendsNothing: true },
      from(`k\tk\t\t\t\t\t${'B'.repeat(5000)}\n`),
    ],
    [
      'a file that has an Error',
      'abort bkt --from f --yes',
      { code: 2, sendsNothing: true },
      from(`{"Bucket":"bkt","Uploads":[${ENTRY}],"Error":{}}`),
    ],
    [
      'a list of buckets',
      'abort bkt --from f --yes',
      { code: 2, sendsNothing: true },
      from('{"Buckets":[{"Bucket":"bkt","Total":1}]}'),
    ],
    ['csv', 'abort bkt --from f --yes', { code: 2, sendsNothing: true }, from(`${HEADING}\r\nk,k,,,,,bkt\r\n`)],
    ['another tsv', 'abort bkt --from f --yes', { code: 2, sendsNothing: true }, from('k\tk\n')],
    [
      'a bad line',
      'abort bkt --from f --yes',
      { code: 2, stderr: 'error: Cannot read f. Line 2 has no Key or UploadId.', sendsNothing: true },
      from(`${ENTRY}\n{"Key":"k"}`),
    ],
    [
      'none in the bucket',
      'abort bkt --from f --yes',
      { code: 5, stderr: 'error: None of the 2 uploads in f is in "bkt".' },
      from(`${ENTRY.replace('"k"}', '"x"}')}\n${ENTRY.replace('"k"}', '"y"}')}`),
    ],
    ['with --key', 'abort bkt --from f --key k', { code: 2, sendsNothing: true }, from(ENTRY)],
    ['--dry-run', 'abort bkt --from f --dry-run', { keys: 'k', left: ALL_KEYS }, from(ENTRY)],
    [
      '--dry-run of no uploads',
      'abort bkt --from f --dry-run -o table',
      { stdout: 'No uploads match --from f. bkt has 4 others.\n' },
      from('{"Uploads":[]}'),
    ],
    [
      '--dry-run of no uploads in an empty bucket',
      'abort empty --from f --dry-run -o table',
      { stdout: 'No uploads match --from f. empty has no incomplete uploads.\n' },
      from('{"Uploads":[]}'),
    ],
    [
      '--dry-run of uploads that are gone',
      'abort bkt --from f --dry-run -o table --ignore-not-found',
      { stdout: 'No uploads match --from f. bkt has 4 others.\n' },
      from('k\tx\t\t\t\t\tbkt\nnew\tx\t\t\t\t\tbkt\n'),
    ],
  ])('%s: %s', checkRow)

  it('reports a bad file in one short line', async () => {
    const server = await startServer()
    const noise = Array.from({ length: 11_000 }, (_, index) => String.fromCharCode(33 + (index % 90)).repeat(1000))
    for (const f of [noise.join('\n'), noise.join('')]) {
      const { code, stdout, stderr } = await server.run('abort bkt --from f --yes', { files: { f } })
      expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 })
      expect(stderr.length).toBeLessThan(1000)
    }
    expect(server.requests).toEqual([])
  })
})
