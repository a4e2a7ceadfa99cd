import { describe, expect, it } from 'vitest'
import { DAY } from '../../src/core/time.js'
import {
  aborts,
  allOf,
  type Condition,
  fakeSuccess,
  first,
  forKey,
  lists,
  respondWithError,
} from '../support/faults.js'
import { startServer } from '../support/server.js'
import { ALL_KEYS, checkRow, type Row, startBuckets } from './contract.js'

const TERMINAL = { tty: true }
const answer = (stdin: string) => ({ tty: true, stdin })

describe('safety', () => {
  it.each<Row>([
    [
      'abort --key K --upload-id ID never asks',
      'abort bkt --key k --upload-id k',
      { stderr: '', left: 'data/a data/b* new' },
      TERMINAL,
    ],
    ['abort --key K --upload-id ID never asks', 'abort bkt --key k --upload-id k', { left: 'data/a data/b* new' }],
    [
      'abort --key K alone asks',
      'abort bkt --key k',
      { code: 10, stderr: /^AGE [^]* k +k\n\nAbort 1 upload in bkt\? \[y\/N\] n\n/, left: ALL_KEYS },
      answer('n'),
    ],
    [
      'abort --key K alone takes all of exactly that key',
      'abort bkt --key k',
      { left: 'data/a data/b* new' },
      answer('y'),
    ],
    [
      'abort --key K alone with --yes',
      'abort bkt --key k --yes',
      { code: 2, stderr: /List the IDs with:\s+cwmpu list/, sendsNothing: true },
      TERMINAL,
    ],
    [
      'abort --key K alone without a terminal',
      'abort bkt --key k',
      { code: 2, stderr: 'List the IDs with: cwmpu list', sendsNothing: true },
    ],
    ['abort --key K of no upload', 'abort bkt --key x', { code: 5 }, answer('y')],
    ['an empty key', 'abort bkt --key= --upload-id k', { code: 2, sendsNothing: true }],
    ['an empty upload id', 'abort bkt --key k --upload-id=', { code: 2, sendsNothing: true }],
    ['abort without a target', 'abort bkt', { code: 2, sendsNothing: true }],
    [
      'abort --from - needs --yes',
      'abort bkt --from -',
      { code: 2, stderr: 'Use --yes', sendsNothing: true },
      TERMINAL,
    ],
    [
      'abort --from asks',
      'abort bkt --from f',
      { code: 10, stderr: 'Abort 1 upload in bkt? [y/N] ' },
      { ...answer('n'), files: { f: '{"Bucket":"bkt","Key":"k","UploadId":"k"}' } },
    ],
    [
      'abort-all needs --yes without a terminal',
      'abort-all bkt',
      { code: 2, stderr: 'Use --yes to skip the prompt.', sendsNothing: true },
    ],
    [
      'abort-all shows the plan',
      'abort-all bkt',
      {
        code: 10,
        stderr:
          /^About to abort 4 incomplete uploads, 5\.00 MiB\n {2}bucket +bkt at http.*\n {2}credentials +AWS_ACCESS_KEY_ID\n[^]* oldest +9 days ago[^]* newest +1 second ago[^]* recent +1 started/,
      },
      TERMINAL,
    ],
    ['a recent bucket needs its name', 'abort-all bkt', { code: 10, left: ALL_KEYS }, answer('y')],
    ['the name of the bucket agrees', 'abort-all bkt', { left: '' }, answer('bkt')],
    ['a condition needs y', 'abort-all bkt --newer-than 1d', { left: 'data/a data/b* k' }, answer('y')],
    [
      'default No',
      'abort-all bkt --older-than 3d',
      { code: 10, stderr: 'Canceled. No uploads were aborted.', left: ALL_KEYS },
      answer(''),
    ],
    ['--yes skips the question', 'abort-all bkt --yes', { stderr: '', left: '' }, TERMINAL],
    [
      '--dry-run aborts nothing',
      'abort-all bkt --dry-run',
      { keys: ALL_KEYS, stderr: 'Dry run. 4 uploads would be aborted.', left: ALL_KEYS },
    ],
    [
      '--max N refuses if more match',
      'abort-all bkt --yes --max 3',
      { code: 9, stderr: '4 uploads match, which exceeds --max 3.', left: ALL_KEYS },
    ],
    ['--max N that is enough', 'abort-all bkt --yes --max 4', { left: '' }],
    ['--concurrency', 'abort-all bkt --yes --concurrency 2', { left: '' }],
    [
      '--dry-run refuses as the run does if more match than --max',
      'abort-all bkt --dry-run --max 0',
      { code: 9, stderr: 'which exceeds --max 0.' },
    ],
    ['--concurrency 0', 'abort-all bkt --yes --concurrency 0', { code: 2, sendsNothing: true }],
    [
      'plain http by accident',
      'list bkt --endpoint http://s3.example.com',
      { code: 9, stderr: 'pass --allow-http', sendsNothing: true },
    ],
    ['lifecycle show', 'lifecycle show bkt', { stdout: /^bkt has no rule/ }],
    [
      'lifecycle set --dry-run',
      'lifecycle set bkt --days 7 --dry-run',
      { stdout: 'after 7 days', stderr: 'Dry run. No rules were changed.' },
    ],
    [
      'lifecycle set asks',
      'lifecycle set bkt --days 7',
      { code: 10, stderr: 'Apply this change? [y/N] ' },
      answer('n'),
    ],
    ['lifecycle set needs --yes', 'lifecycle set bkt --days 7', { code: 2, sendsNothing: true }],
    ['lifecycle set needs --days', 'lifecycle set bkt --yes', { code: 2, sendsNothing: true }],
    [
      'lifecycle set --yes',
      'lifecycle set bkt --days 7 --yes',
      { stdout: 'now aborts incomplete uploads of every key after 7 days.' },
    ],
    [
      'lifecycle set --prefix --id',
      'lifecycle set bkt --days 7 --prefix tmp/ --id x --yes',
      { stdout: 'Rule x of bkt now' },
    ],
  ])('%s: %s', checkRow)

  it('lists again and aborts what is left, three rounds at most', async () => {
    const server = await startBuckets()
    server.injectFault(allOf(aborts, forKey('/k?')), fakeSuccess)
    const { code, stdout } = await server.run('abort-all bkt --yes --json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 4, Aborted: 3, StillListed: 1 }, Clear: false })
    expect(server.deletes.filter((request) => request.includes('/k?'))).toHaveLength(1 + 3)
  })

  it('aborts the rest after a failure', async () => {
    const server = await startBuckets()
    server.injectFault(allOf(aborts, forKey('/k?')), respondWithError(403, 'AccessDenied'))
    const { code, stdout } = await server.run('abort-all bkt --yes --json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 4, Aborted: 3, Failed: 1 } })
  })

  it('does not abort uploads that started during abort-all, and the bucket is not clear', async () => {
    const server = await startBuckets()
    server.injectFault(first(1, aborts), (incoming, outgoing) => {
      server.add('late', 0)
      server.sandbox.handle(incoming, outgoing)
    })
    const { code, stdout } = await server.run('abort-all bkt --yes', TERMINAL)
    expect(code).toBe(0)
    expect(stdout).toContain('bkt is not clear: 1 upload started during the run.\n')
    expect(server.left).toBe(1)
  })

  it.each([
    ['abort-all bkt --yes', 0, 0],
    ['abort-all bkt --yes --max 9', 3, 1],
  ])('handles uploads that the first listing missed: %s exits with %i', async (words, code, left) => {
    const server = await startServer()
    server.add('seen', DAY)
    server.injectFault(first(1, lists), (incoming, outgoing) => {
      server.sandbox.handle(incoming, outgoing)
      setImmediate(() => server.add('missed', DAY))
    })
    expect({ code: (await server.run(words)).code, left: server.left }).toEqual({ code, left })
  })

  const listsObjects: Condition = ({ url }) => url?.includes('list-type=2') === true
  it.each<Row>([
    ['verify', 'verify blocked', { stdout: 'blocked has no incomplete uploads.\nObjects still block DeleteBucket.\n' }],
    ['verify', 'verify empty', { stdout: 'empty has no incomplete uploads.\nNo objects or versions found.\n' }],
    ['verify', 'verify blocked --json', { json: { Clear: true, Blocking: { Objects: true, Versions: true } } }],
    [
      'abort-all',
      'abort-all blocked --yes',
      { stderr: 'blocked has no incomplete uploads. Objects still block DeleteBucket.' },
    ],
    [
      'abort-all of a selection does not check',
      'abort-all blocked --yes --prefix x',
      { stderr: /^No uploads match --prefix x\. blocked has no incomplete uploads\.\n$/ },
    ],
  ])('%s checks what else blocks DeleteBucket: %s', checkRow)

  it('reports null for what could not be checked', async () => {
    const server = await startBuckets()
    server.injectFault(listsObjects, respondWithError(403, 'AccessDenied'))
    expect(await server.run('verify empty')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Could not check for objects (AccessDenied).') as string,
    })
    const { stdout } = await server.run('verify empty --json')
    expect(JSON.parse(stdout)).toMatchObject({ Blocking: { Objects: null, Versions: false } })
  })
})

describe('exit codes', () => {
  it.each<Row>([
    ['done', 'list bkt', { code: 0 }],
    ['nothing to do', 'abort-all empty --yes', { code: 0 }],
    ['usage', 'list', { code: 2, sendsNothing: true }],
    ['of several buckets, some could not be listed', 'list bkt absent', { code: 3 }],
    [
      'no credentials',
      'list bkt',
      { code: 4, stderr: 'aws configure --profile cw', sendsNothing: true },
      { environment: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
    ],
    ['no such bucket', 'list absent', { code: 5 }],
    ['abort of an upload that is not there is 5', 'abort bkt --key k --upload-id x', { code: 5, left: ALL_KEYS }],
    ['--ignore-not-found makes it 0', 'abort bkt --key k --upload-id x --ignore-not-found', { code: 0 }],
    ['network', 'list bkt --endpoint http://localhost:1', { code: 6, sendsNothing: true }],
    ['verify: uploads remain', 'verify bkt', { code: 8 }],
    ['verify: none remain', 'verify empty', { code: 0 }],
    ['verify: nothing left of a selection', 'verify bkt --older-than 3000d', { code: 0 }],
    ['verify of several buckets: 8 if any has uploads', 'verify empty bkt', { code: 8 }],
    ['verify of several buckets: 3 if some could not be listed', 'verify empty bkt absent', { code: 3 }],
    ['a safety check', 'abort-all bkt --yes --max 1', { code: 9 }],
    ['confirmation declined', 'abort-all bkt', { code: 10 }, answer('n')],
  ])('%s: %s', checkRow)

  it.each([
    [400, 'InvalidRequest', 7],
    [403, 'AccessDenied', 4],
    [403, 'SignatureDoesNotMatch', 4],
    [404, 'NoSuchBucket', 5],
    [405, 'MethodNotAllowed', 7],
    [501, 'NotImplemented', 7],
    [503, 'SlowDown', 6],
  ])('%i %s is %i', async (status, errorCode, code) => {
    const server = await startBuckets()
    server.injectFault(() => true, respondWithError(status, errorCode))
    for (const command of ['list bkt', 'verify bkt', 'abort-all bkt --yes', 'abort-all bkt --yes --max 9'])
      expect((await server.run(command)).code).toBe(code)
  })
})
