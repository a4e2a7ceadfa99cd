import { describe, expect, it } from 'vitest'
import { after, lists, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { ALL_KEYS, checkRow, type Row, startBuckets } from './contract.js'

const HEADING = 'Key,UploadId,Initiated,Parts,Size,LastActivity,Bucket'
const EMPTY_RUN = { Uploads: [], Summary: { Matched: 0, Aborted: 0, Failed: 0, Skipped: 0 } }

describe('output', () => {
  it.each<Row>([
    ['on a terminal the default is a table', 'list bkt', { stdout: /^AGE/ }, { tty: true }],
    [
      'in a pipe it is TSV, without a heading',
      'list bkt',
      { stdout: /^data\/a\ta\t2026-11-13T12:00:00\.000Z\t\t\t\tbkt\n/ },
    ],
    ['-o table', 'list bkt -o table', { stdout: /^AGE/ }],
    ['-o json', 'list bkt -o json', { json: { Total: 4 } }],
    ['--output json', 'list bkt --output json', { json: { Total: 4 } }],
    ['--json is -o json', 'list bkt --json', { json: { Total: 4 } }],
    ['-o ndjson', 'list bkt -o ndjson', { stdout: /^\{"Bucket":"bkt","Key":"data\/a"/ }],
    ['csv has a heading', 'list bkt -o csv', { stdout: new RegExp(`^${HEADING}\r\ndata/a,a,`) }],
    ['csv always has the columns', 'list bkt -o csv --sizes', { stdout: new RegExp(`^${HEADING}\r\n`) }],
    ['tsv always has the columns', 'list bkt -o tsv --sizes', { stdout: /^data\/a\ta\t[^\t]+Z\t0\t0\t[^\t]+Z\tbkt\n/ }],
    ['-o of another format', 'list bkt -o yaml', { code: 2, sendsNothing: true }],
    ['-q leaves only errors on stderr', 'abort-all bkt --yes -q', { stderr: '' }],
    [
      '-q leaves plans and questions',
      'abort-all bkt -q',
      { code: 10, stderr: /^About to abort[^]* bkt: y\n/ },
      { tty: true, stdin: 'y' },
    ],
    ['--quiet leaves errors', 'list absent --quiet', { code: 5, stderr: 'error: Bucket "absent" not found' }],
    [
      'a dry run that exceeds --max ends its document with the error',
      'abort-all bkt --dry-run --max 0 --json',
      { code: 9, stdout: /"Complete":false,"Error":\{"Code":"SafetyCheck".*"ExitCode":9\}\n$/ },
    ],
    [
      'an error is a document with -qo json',
      'list absent -qo json',
      { code: 5, stdout: /^\{"Error":.*"ExitCode":5\}\n$/ },
    ],
    ['a usage error is a document with -qojson', 'list bkt --no -qojson', { code: 2, stdout: /"ExitCode":2\}\n$/ }],
    ['a prefix that looks like --json asks for none', 'list absent --prefix --json', { code: 5, stdout: '' }],
    ['--quiet leaves the reason of the exit code', 'list bkt absent --quiet', { code: 3, stderr: /^error: absent: / }],
    [
      'list has its fields, Complete last',
      'list bkt --json',
      { stdout: /^\{"Bucket":"bkt","Filter":null,"Uploads":\[[^]*\],"Total":4,"Truncated":false,"Complete":true\}\n$/ },
    ],
    [
      'Prefix and Filter',
      'list bkt --prefix data/ --json',
      { json: { Prefix: 'data/', Filter: { Prefix: 'data/' }, Total: 2 } },
    ],
    ['Filter holds a path too', 'list bkt/data/ --json', { json: { Filter: { Prefix: 'data/' } } }],
    [
      'Filter holds every condition',
      'list bkt --older-than 1d --match *a --json',
      { json: { Filter: { OlderThan: '1d', Match: ['*a'] } } },
    ],
    ['No uploads is []', 'list empty --json', { json: { Uploads: [], Total: 0 } }],
    [
      'Truncated is about --limit: no Total',
      'list bkt --limit 1 --json',
      { stdout: /\],"Truncated":true,"Complete":true\}\n$/ },
    ],
    ['Truncated with --sort: a Total', 'list bkt --limit 1 --sort age --json', { json: { Truncated: true, Total: 4 } }],
    [
      'Parts, Size and LastActivity with --sizes',
      'list bkt --prefix k --sizes --json',
      { json: { Uploads: [{ Parts: 1, Size: 5242880, LastActivity: '2026-11-22T11:00:00.000Z' }] } },
    ],
    ['A field is absent if it was not measured', 'list bkt --prefix k --json', { stdout: /^(?!.*"Size")/ }],
    [
      'Several buckets',
      'list bkt absent --json',
      {
        code: 3,
        json: {
          Buckets: [
            { Bucket: 'bkt', Total: 4, Oldest: '2026-11-13T12:00:00.000Z', Recent: 1 },
            { Bucket: 'absent', Error: { Code: 'NoSuchBucket' } },
          ],
        },
      },
    ],
    ['Several buckets in tsv', 'list bkt empty -o tsv', { stdout: /^bkt\t4\t.*\nempty\t0\t/ }],
    [
      'Several buckets in ndjson',
      'list bkt empty -o ndjson',
      { stdout: /^\{"Filter":null,"Bucket":"bkt","Total":4,.*\n\{.*"empty"/ },
    ],
    ['Several buckets in csv', 'list bkt empty -o csv', { stdout: /^Bucket,Total,/ }],
    [
      'list --summary',
      'list bkt --summary --json',
      {
        json: {
          Groups: [
            { Prefix: 'data/', Uploads: 2 },
            { Prefix: '', Uploads: 2 },
          ],
          Totals: { Uploads: 4 },
        },
      },
    ],
    [
      'verify',
      'verify bkt --json',
      {
        code: 8,
        json: {
          Bucket: 'bkt',
          Filter: null,
          Clear: false,
          Remaining: 4,
          AgeUnknown: 0,
          Blocking: { Objects: false, Versions: false },
        },
      },
    ],
    ['verify: Clear', 'verify empty --json', { json: { Clear: true, Remaining: 0 } }],
    [
      'verify: nothing left of a selection',
      'verify bkt --older-than 300d --json',
      { json: { Clear: false, Remaining: 0, Filter: { OlderThan: '300d' } } },
    ],
    [
      'verify: no uploads at all under a selection',
      'verify empty --prefix x --json',
      { json: { Clear: true, Remaining: 0 } },
    ],
    [
      'verify of several buckets',
      'verify bkt empty --json',
      { code: 8, json: { Buckets: [{ Remaining: 4 }, { Clear: true }] } },
    ],
    [
      'abort',
      'abort bkt --key k --upload-id k --json',
      {
        json: {
          Bucket: 'bkt',
          Uploads: [{ Key: 'k', UploadId: 'k', Outcome: 'aborted' }],
          Summary: { Matched: 1, Aborted: 1, AlreadyGone: 0, StillListed: 0, Failed: 0, Skipped: 0, StartedSince: 0 },
          Verified: true,
        },
      },
    ],
    [
      'abort-all',
      'abort-all bkt --yes --json',
      {
        json: {
          Uploads: { length: 4 },
          Summary: { Matched: 4, Aborted: 4 },
          Clear: true,
          Verified: true,
          Blocking: { Objects: false },
        },
      },
    ],
    [
      'abort-all of a selection is not clear',
      'abort-all bkt --older-than 3d --yes --json',
      { json: { Summary: { Matched: 2 }, Clear: false } },
    ],
    [
      'abort-all in ndjson, the summary last',
      'abort-all bkt --yes -o ndjson',
      { stdout: /^\{"Bucket":"bkt","Key":"data\/a",[^]*\n\{"Bucket":"bkt","Summary":.*\}\n$/ },
    ],
    [
      'abort of an upload that is gone',
      'abort bkt --key k --upload-id x --ignore-not-found --json',
      { json: { Uploads: [{ Outcome: 'already-gone' }], Summary: { AlreadyGone: 1 } } },
    ],
    ['--dry-run lists in every format', 'abort-all bkt --dry-run --json', { json: { Total: 4 }, left: ALL_KEYS }],
    ['the error of list', 'list absent --json', { code: 5, json: { Error: { Code: 'NoSuchBucket' }, ExitCode: 5 } }],
    [
      'the error of verify',
      'verify absent --json',
      { code: 5, json: { Error: { Code: 'NoSuchBucket' }, ExitCode: 5 } },
    ],
    ['the error of lifecycle show', 'lifecycle show absent --json', { code: 5, json: { ExitCode: 5 } }],
    [
      'the error of abort',
      'abort bkt --key k --upload-id x --json',
      { code: 5, json: { ...EMPTY_RUN, Error: { Code: 'NotFound' }, ExitCode: 5 } },
    ],
    ['the error of abort-all', 'abort-all absent --yes --json', { code: 5, json: { ...EMPTY_RUN, ExitCode: 5 } }],
    [
      'a usage error',
      'list --json',
      {
        code: 2,
        json: { Error: { Message: 'No bucket given.', Hint: 'Use --bucket NAME or --all-buckets.' }, ExitCode: 2 },
      },
    ],
    ['a usage error in ndjson', 'list bkt --prefx x -o ndjson', { code: 2, json: { Error: {}, ExitCode: 2 } }],
    [
      'a usage error of abort-all',
      'abort-all bkt --json',
      { code: 2, json: { ...EMPTY_RUN, ExitCode: 2 }, sendsNothing: true },
    ],
    ['a safety check', 'abort-all bkt --yes --max 1 --json', { code: 9, json: { Error: {}, ExitCode: 9 } }],
    ['lifecycle set', 'lifecycle set bkt --days 7 --yes --json', { json: { Bucket: 'bkt', Outcome: 'added' } }],
    [
      'doctor',
      'doctor bkt --json',
      { stdout: /^\{"Bucket":"bkt",[^]*"Checks":\[\{"Name":"credentials","Result":"ok"/ },
    ],
  ])('%s: %s', checkRow)

  it.each([
    ['json', /\],"Complete":false,"Error":\{"Code":"AccessDenied".*\},"ExitCode":4\}\n$/],
    ['ndjson', /\n\{"Bucket":"bkt","Complete":false,"Error":\{"Code":"AccessDenied".*\},"ExitCode":4\}\n$/],
  ])('puts the error into the same document if Uploads was begun: -o %s', async (format, end) => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(5)
    server.injectFault(after(1, lists), respondWithError(403, 'AccessDenied'))
    const { code, stdout } = await server.run(`list bkt -o ${format}`)
    expect(code).toBe(4)
    expect(stdout).toMatch(end)
  })

  it('writes null for what could not be measured', async () => {
    const server = await startBuckets()
    server.injectFault(({ url }) => url?.includes('max-parts') === true, respondWithError(403, 'AccessDenied'))
    const { code, stdout } = await server.run('list bkt --prefix k --sizes --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Uploads: [{ Parts: null, Size: null, LastActivity: null }] })
  })

  it('escapes tsv, disarms formulas in csv, and writes no control characters to a terminal', async () => {
    const server = await startServer()
    server.add('=a\tb\\\n\u001b[2J')
    expect((await server.run('list bkt')).stdout).toMatch(/^=a\\tb\\\\\\n\\x1b\[2J\t/)
    expect((await server.run('list bkt -o csv')).stdout).toContain(`\n"'=a\tb\\\n`)
    for (const format of ['table', 'csv', 'tsv', 'json'])
      expect((await server.run(`list bkt -o ${format}`, { tty: true })).stdout).not.toContain('\u001b')
  })
})
