import { describe, expect, it } from 'vitest'
import { DAY, SECOND } from '../../src/core/time.js'
import { widthOf } from '../../src/output/text.js'
import { allOf, forKey, listsParts, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { checkRow, type Row, startBuckets } from './contract.js'

const TERMINAL = { tty: true }

describe('the view of a terminal', () => {
  it.each<Row>([
    ['list: one upload, one line', 'list bkt', { stdout: /^AGE {3}SIZE {6}KEY {6}UPLOAD ID\n( {2}9d| {2}2d| {2}1s)/ }],
    ['list: recent uploads have *', 'list bkt', { stdout: /\n {2}1s\* [^\n]*new / }],
    ['list: the footer', 'list bkt', { stdout: '\n4 incomplete uploads, 5.00 MiB. Oldest: 9 days.\n* 1 started in' }],
    ['at 120 columns: STARTED', 'list bkt', { stdout: /^AGE {3}STARTED \(UTC\)/ }, { columns: 120 }],
    ['below 120 columns: no STARTED', 'list bkt', { stdout: /^AGE {3}SIZE/ }, { columns: 119 }],
    [
      '--wide: every column in full',
      'list bkt --wide',
      { stdout: /^AGE +STARTED \(UTC\) +SIZE +PARTS +LAST ACTIVITY \(UTC\) +KEY +UPLOAD ID\n/ },
    ],
    ['--no-sizes measures nothing', 'list bkt --no-sizes', { stdout: /^AGE {3}KEY/, partsRequests: 0 }],
    ['Sizes are measured in the table', 'list bkt', { partsRequests: 4 }],
    [
      'Sizes are measured in list --summary',
      'list bkt --summary',
      { stdout: /^PREFIX +UPLOADS +SIZE/, partsRequests: 4 },
    ],
    [
      'Sizes are measured in the plan',
      'abort-all bkt --older-than 3d',
      { code: 10, stderr: '2 incomplete uploads, 5.00 MiB', partsRequests: 2 },
    ],
    [
      '--sizes of abort-all',
      'abort-all bkt --older-than 3d --sizes',
      { code: 10, stderr: ', 5.00 MiB', partsRequests: 2 },
    ],
    ['--no-sizes of abort-all', 'abort-all bkt --older-than 3d --no-sizes', { code: 10, partsRequests: 0 }],
    ['Every other output measures only with --sizes', 'list bkt --json', { partsRequests: 0 }],
    ['Every other output measures only with --sizes', 'list bkt -o csv --sizes', { partsRequests: 4 }],
    ['Every other output measures with --sort size', 'list bkt --json --sort size', { partsRequests: 4 }],
    ['Every other output measures with --sort activity', 'list bkt --json --sort activity', { partsRequests: 4 }],
    ['verify measures nothing', 'verify bkt', { code: 8, partsRequests: 0 }],
    ['--summary: one line per prefix', 'list bkt --summary', { stdout: /\ndata\/ +2 +0 B .* 9d\n/ }],
    ['--by prefix implies --summary', 'list bkt --by prefix', { stdout: /^PREFIX/ }],
    ['--depth implies --summary', 'list bkt --depth 2', { stdout: /\ndata\/ / }],
    ['--by age is in order of age', 'list bkt --by age', { stdout: /\n7d to 30d [^]*\n1d to 7d [^]*\nunder 1d / }],
    [
      'Several buckets: one row per bucket',
      'list bkt empty',
      { stdout: /^BUCKET +UPLOADS +OLDEST +RECENT\nbkt +4 +9d +1\*\nempty +0 +0\n/ },
    ],
    [
      'Several buckets: SIZE with --sizes',
      'list bkt empty --sizes',
      { stdout: /^BUCKET +UPLOADS +SIZE +OLDEST +RECENT\nbkt +4 +5\.00 MiB/ },
    ],
    ['--all-buckets', 'list --all-buckets', { stdout: /\nempty +0/ }],
    [
      'A bucket that cannot be listed is unknown',
      'list bkt absent',
      { code: 3, stdout: /\nabsent +unknown\n/, stderr: 'error: absent: Bucket' },
    ],
    ['--sort uploads is about the rows', 'list empty bkt --sort uploads', { stdout: /^BUCKET.*\nbkt .*\nempty / }],
    ['--sort name is about the rows', 'list empty bkt --sort name', { stdout: /^BUCKET.*\nbkt .*\nempty / }],
    ['--sort age is about the rows', 'list empty bkt --sort age', { stdout: /^BUCKET.*\nbkt .*\nempty / }],
    ['--sort size is about the rows', 'list empty bkt --sort size', { stdout: /^BUCKET.*SIZE.*\nbkt .*\nempty / }],
    ['--limit is about the rows', 'list bkt empty --limit 1', { stdout: /^BUCKET.*\nbkt .*\n\n/ }],
    ['--summary is a usage error', 'list bkt empty --summary', { code: 2, sendsNothing: true }],
    ['--limit N without --sort', 'list bkt --limit 2', { stdout: /\n\nShowing the first 2\. There are more\.\n$/ }],
    ['--limit N that is not reached', 'list bkt --limit 4', { stdout: '\n4 incomplete uploads' }],
    ['--limit N with --sort', 'list bkt --limit 2 --sort age', { stdout: '\nShowing 2 of 4.\n' }],
    ['--reverse reverses the order', 'list bkt --reverse --limit 1', { stdout: /\n.* new / }],
    ['--color never', 'list bkt --color never', { stdout: /^AGE/ }],
    ['--color always', 'list bkt --color always', { stdout: '\u001b[1mAGE' }],
    ['--no-color', 'list bkt --no-color', { stdout: /^AGE/ }],
    ['--allow-http is accepted', 'list bkt --allow-http', { stdout: '4 incomplete uploads' }],
    ['--debug prints requests', 'list bkt --debug', { stderr: 'debug: ' }],
    [
      '-h has usage and description first',
      'list -h',
      { stdout: /^Usage: cwmpu list \[BUCKET\.\.\.\] \[flags\]\n\nShow/, sendsNothing: true },
    ],
    ['--help has everything', 'list --help', { stdout: '--addressing <style>' }],
    ['help COMMAND', 'help abort-all', { stdout: /^Usage: cwmpu abort-all / }],
    ['help TOPIC', 'help exit-codes', { stdout: '130  SIGINT' }],
  ])('%s: %s', (...[sentence, words, promised, options]) =>
    checkRow(sentence, words, promised, { ...TERMINAL, ...options }),
  )

  it.each([
    ['list bkt', /^AGE/],
    ['list bkt --summary', /^PREFIX/],
  ])('measures at most 200 matches: %s', async (words, heading) => {
    const server = await startServer()
    server.addMany(201)
    const { stdout } = await server.run(words, TERMINAL)
    expect(stdout).toMatch(heading)
    expect(server.requests.some((request) => request.includes('max-parts'))).toBe(false)
  })

  it('shows - for what is not measured in time, and a line says so', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(allOf(listsParts, forKey('/k1')), () => undefined)
    const { stdout, stderr } = await server.run('list bkt', TERMINAL)
    expect(stdout).toMatch(/\n.* - +k1 /)
    expect(stderr).toBe('note: Sizes incomplete. Use --sizes to measure all.\n')
  })

  it.each([
    [403, 'AccessDenied'],
    [501, 'NotImplemented'],
  ])('ends measuring after the first %i, with one line', async (status, code) => {
    const server = await startServer()
    server.addMany(100)
    server.injectFault(listsParts, respondWithError(status, code))
    const { stdout, stderr } = await server.run('list bkt', TERMINAL)
    expect(stdout).toMatch(/^AGE {3}KEY/)
    expect(stderr.match(/note: Sizes are unknown\./g)).toHaveLength(1)
    expect(server.requests.filter((request) => request.includes('max-parts')).length).toBeLessThan(100)
  })

  it('does not show an upload that is gone by then', async () => {
    const server = await startBuckets()
    server.injectFault(allOf(listsParts, forKey('/k?')), respondWithError(404, 'NoSuchUpload'))
    expect((await server.run('list bkt', TERMINAL)).stdout).toContain('\n3 incomplete uploads')
  })

  it('does not count uploads as others that were gone when their parts were requested', async () => {
    const server = await startServer()
    server.addWithParts('busy', [1])
    server.addWithParts('gone', [1])
    server.injectFault(allOf(listsParts, forKey('/gone')), respondWithError(404, 'NoSuchUpload'))
    const { stdout } = await server.run('list bkt --idle-for 1d -o table')
    expect(stdout).toBe('No uploads match --idle-for 1d. bkt has 1 other.\n')
  })

  it('ends the listing of --limit N once it has N matches and one more', async () => {
    const server = await startServer({ pageSize: 10 })
    for (let index = 10; index < 100; index++) server.add(`k${index}`, DAY + index * SECOND)
    await server.run('list bkt --limit 20', TERMINAL)
    expect(server.requests.filter((request) => request.includes('uploads='))).toHaveLength(3)
  })

  it.each([40, 56, 60, 64, 70])('writes no list that is wider than %i columns', async (columns) => {
    const server = await startBuckets()
    server.add('漢字漢字漢字漢字漢字/k')
    server.addWithParts(`${'long'.repeat(20)}/k`, [999 * 2 ** 20])
    server.sandbox.createBucket('b'.repeat(63)).addUpload('k', server.clock.now())
    for (const words of ['list bkt', 'list bkt --summary', `list bkt ${'b'.repeat(63)}`]) {
      const { stdout } = await server.run(words, { ...TERMINAL, columns })
      for (const line of stdout.split('\n')) expect([line, Math.max(widthOf(line), columns)]).toEqual([line, columns])
    }
  })

  it('writes the names of groups and buckets in full with --wide', async () => {
    const server = await startBuckets()
    const [prefix, bucket] = [`${'long'.repeat(20)}/`, 'b'.repeat(63)]
    server.add(`${prefix}k`)
    server.sandbox.createBucket(bucket)
    const options = { ...TERMINAL, columns: 40 }
    expect((await server.run('list bkt --summary --wide', options)).stdout).toContain(`\n${prefix} `)
    expect((await server.run(`list bkt ${bucket} --wide`, options)).stdout).toContain(`\n${bucket} `)
  })

  it.each([80, 140])('writes nothing that is wider than %i columns', async (columns) => {
    const server = await startBuckets()
    server.bucket.addUpload(`${'long name '.repeat(20)}/${'x'.repeat(150)}`, server.clock.now() - DAY, 'u'.repeat(60))
    server.sandbox.createBucket('b'.repeat(63)).addUpload('k', server.clock.now())
    const lists = [
      'list bkt',
      'list bkt --summary',
      `list bkt ${'b'.repeat(63)}`,
      'verify bkt',
      `verify bkt ${'b'.repeat(63)}`,
    ]
    const plans = ['abort-all bkt', 'abort bkt --key k', `lifecycle set bkt --days 7 --id ${'r'.repeat(200)}`]
    const errors = [
      'list',
      'list absent',
      'list bkt --older-than 5',
      `list bkt --${'x'.repeat(200)}`,
      'abort bkt --key x',
    ]
    const others = [
      'lifecycle set bkt --days 7 --yes',
      'lifecycle show bkt',
      'doctor bkt',
      'list -h',
      'abort-all --help',
    ]
    for (const words of [...lists, ...plans, ...errors, ...others]) {
      const { stdout, stderr } = await server.run(words, { ...TERMINAL, columns, stdin: 'n' })
      for (const line of `${stdout}${stderr}`.split('\n')) expect([words, line.slice(columns)]).toEqual([words, ''])
    }
  })

  it.each(['abort-all bkt', 'lifecycle set bkt --days 7', 'lifecycle set bkt --days 7 --dry-run'])(
    '%s writes nothing that is wider than 40 columns',
    async (words) => {
      const server = await startServer()
      for (let index = 10; index < 30; index++)
        server.addWithParts(`folder-number-${index}/${'x'.repeat(60)}`, [1000], index * DAY)
      const { stderr } = await server.run(words, { ...TERMINAL, columns: 40, stdin: 'n' })
      if (words.startsWith('abort-all')) expect(stderr).toContain(' 15 other prefixes ')
      for (const line of stderr.split('\n')) expect(line.slice(40)).toBe('')
    },
  )
})
