import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../src/core/time.js'
import { TestClock } from '../support/clock.js'
import { allOf, first, forKey, lists, listsParts, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { ALL_KEYS, checkRow, keysIn, type Row, startBuckets } from './contract.js'

describe('selection', () => {
  it.each<Row>([
    ['--prefix P', 'list bkt --prefix data/', { keys: 'data/a data/b*' }],
    ['--match can be repeated', 'list bkt --match *a --match k', { keys: 'data/a k' }],
    ['--exclude can be repeated', 'list bkt --exclude data/** --exclude k', { keys: 'new' }],
    ['--older-than DUR', 'list bkt --older-than 3d', { keys: 'data/a k' }],
    ['--newer-than DUR', 'list bkt --newer-than 3d', { keys: 'data/b* new' }],
    ['--initiated-before T', 'list bkt --initiated-before 2026-11-20', { keys: 'data/a k' }],
    ['--initiated-after T', 'list bkt --initiated-after 2026-11-20T00:00:00+02:00', { keys: 'data/b* new' }],
    ['--idle-for DUR', 'list bkt --idle-for 1d', { keys: 'data/a data/b*' }],
    ['--larger-than SIZE', 'list bkt --larger-than 4MiB', { keys: 'k' }],
    ['all conditions must hold', 'list bkt --older-than 3d --match k --larger-than 1KB', { keys: 'k' }],
    ['abort-all takes a selection', 'abort-all bkt --yes --older-than 3d', { left: 'data/b* new' }],
    ['verify takes a selection', 'verify bkt --older-than 3d --exclude k --json', { code: 8, json: { Remaining: 1 } }],
    ['--older-than looks at Initiated only', 'list bkt --older-than 3d', { keys: 'data/a k', partsRequests: 0 }],
    ['--older-than looks at Initiated only', 'abort-all bkt --yes --older-than 3d', { partsRequests: 0 }],
    ['--idle-for needs one request per upload', 'list bkt --idle-for 1d', { partsRequests: 4 }],
    ['--shards reads JOB_COMPLETION_INDEX', 'list bkt --shards 1', { keys: ALL_KEYS }, job('0')],
    ['--shards needs JOB_COMPLETION_INDEX', 'list bkt --shards 2', { code: 2, sendsNothing: true }],
    ['No match says how many others there are', 'list bkt --older-than 300d', { stdout: '' }],
    [
      'No match',
      'list bkt --older-than 300d -o table',
      { stdout: /^No uploads match --older-than 300d\. bkt has 4 others\.\n$/ },
    ],
    [
      'No match',
      'verify bkt --older-than 300d',
      { stdout: /^No uploads match --older-than 300d\. bkt has 4 others\.\n/ },
    ],
    [
      'No match under --prefix',
      'list bkt --prefix x -o table',
      { stdout: 'No uploads match --prefix x. bkt has 4 others.\n' },
    ],
    ['No match in an empty bucket', 'list empty --prefix x -o table', { stdout: 'empty has no incomplete uploads.\n' }],
  ])('%s: %s', checkRow)

  it.each([
    ['7d', 'k'],
    ['1w1d', 'k'],
    ['215h', 'k'],
    ['8d23h59m59s', 'k'],
    ['1h30m', 'k'],
  ])('reads %s as a duration', async (duration, keys) => {
    const server = await startBuckets()
    expect(keysIn(await server.run(`list bkt --prefix k --older-than ${duration}`))).toBe(keys)
  })

  it.each([
    ['--older-than', '7', ' 7. It has no unit. Use 7d, 7h, 7m or 7s (days, hours, minutes, seconds).'],
    ['--older-than', '1M', '"1M". Months differ in length. Use days, for example 30d.'],
    ['--older-than', '1mo', '"1mo". Months differ in length. Use days, for example 30d.'],
    ['--older-than', '1y', '"1y". Years differ in length. Use days, for example 365d.'],
    ['--older-than', '10h7d', '"10h7d". Use 7d, 12h, 7d10h or 1h30m'],
    ['--older-than', '1d1d', '"1d1d". Use 7d, 12h, 7d10h or 1h30m'],
    ['--idle-for', '5', ' 5. It has no unit.'],
    ['--timeout', '5', ' 5. It has no unit.'],
    [
      '--initiated-before',
      '2026-11-20T00:00:00',
      '"2026-11-20T00:00:00". It has no time zone. Use 2026-11-20T00:00:00Z',
    ],
    ['--initiated-after', '20.11.2026', '"20.11.2026". Use 2026-11-01, or 2026-11-01T09:30:00Z.'],
    ['--initiated-after', '2026-13-01', '"2026-13-01". Use 2026-11-01'],
  ])('rejects %s %s, and says what to write', async (flag, value, advice) => {
    const server = await startBuckets()
    const { code, stdout, stderr } = await server.run(`list bkt ${flag} ${value}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^error: Invalid ${flag} `))
    expect(stderr).toContain(advice)
    expect(server.requests).toEqual([])
  })

  it.each([
    ['list bkt --older-than 7d', 0, '', 'must hold by both'],
    ['verify bkt --older-than 7d', 8, undefined, 'can hold by either'],
    ['abort-all bkt --older-than 7d --yes', 0, undefined, 'must hold by both'],
  ])(
    'compares ages by both clocks, and warns if they differ by more than an hour: %s',
    async (words, code, stdout, rule) => {
      const clock = new TestClock()
      const server = await startServer({ clock, now: () => clock.now() + 3 * DAY })
      server.add('k', 5 * DAY)
      const result = await server.run(words)
      expect(result).toMatchObject({ code, ...(stdout !== undefined && { stdout }) })
      expect(result.stderr).toContain(`differ by more than an hour. Conditions on age ${rule}.`)
      expect(server.left).toBe(1)
    },
  )

  it.each([
    ['list bkt --older-than 1d --json', 0, { Total: 0 }],
    ['abort-all bkt --older-than 1d --yes --json', 0, { Summary: { Matched: 0 }, AgeUnknown: 2 }],
    ['verify bkt --older-than 1d --json', 8, { Remaining: 2, AgeUnknown: 2 }],
  ])('treats a date that cannot be as none, and warns: %s', async (words, code, document) => {
    const server = await startServer()
    server.bucket.addUpload('epoch', 1000)
    server.bucket.addUpload('ahead', server.clock.now() + 2 * DAY)
    const result = await server.run(words)
    expect(result.code).toBe(code)
    expect(JSON.parse(result.stdout)).toMatchObject(document)
    expect(result.stderr).toContain('2 uploads')
    expect(result.stderr).toContain('The server did not report when they were initiated.')
  })

  it('checks --idle-for again right before the abort if a minute has passed since', async () => {
    const server = await startServer()
    const uploadId = server.addWithParts('busy', [1], 9 * DAY, 2 * DAY)
    server.addWithParts('idle', [1], 9 * DAY, 2 * DAY)
    server.injectFault(first(2, allOf(listsParts, forKey('/idle'))), (incoming, outgoing) => {
      server.bucket.upload('busy', uploadId)?.parts.set(2, { size: 1, modified: server.clock.now() })
      respondWithError(503, 'SlowDown', { 'retry-after': '60' })(incoming, outgoing)
    })
    const { code, stdout } = await server.run('abort-all bkt --idle-for 1d --yes')
    expect({ code, outcomes: stdout.match(/^(?!\t)\S+\t\w+/gm) }).toEqual({
      code: 3,
      outcomes: ['skipped\tbusy', 'aborted\tidle'],
    })
  })

  it('says so in the plan of abort-all if a matched key continues the prefix in the same word', async () => {
    const server = await startServer()
    server.add('logs/a', 2 * DAY)
    server.add('logs-2026/b', 2 * DAY)
    const { stderr } = await server.run('abort-all bkt --prefix logs', { tty: true, stdin: 'n' })
    expect(stderr).toContain('Prefix logs also matches logs-2026/.')
  })

  it('keeps the keys of --exclude, also if they have the special characters of other tools', async () => {
    const server = await startServer()
    for (const key of ['keep (copy)/x.pt', 'keep|too/+(x)', 'x.pt']) server.add(key, 2 * DAY)
    const words = ['abort-all', 'bkt', '--yes', '--exclude', 'keep (copy)/**', '--exclude', '+(x)']
    expect(await server.run(words)).toMatchObject({ code: 0 })
    expect(Array.from(server.bucket.uploads.values(), ({ key }) => key)).toEqual(['keep (copy)/x.pt', 'keep|too/+(x)'])
  })

  it('checks --match on the decoded key, and --prefix also if the server ignores it', async () => {
    const server = await startServer()
    server.add('ä ö/1', HOUR)
    server.add('b/1', HOUR)
    server.injectFault(lists, (incoming, outgoing) => {
      incoming.url = incoming.url?.replace(/&prefix=[^&]*|prefix=[^&]*&/, '') ?? ''
      server.sandbox.handle(incoming, outgoing)
    })
    expect(keysIn(await server.run(['list', 'bkt', '--match', 'ä ö/*']))).toBe('ä ö/1')
    expect(keysIn(await server.run('list bkt --prefix b/'))).toBe('b/1')
  })
})

function job(index: string) {
  return { environment: { JOB_COMPLETION_INDEX: index } }
}
