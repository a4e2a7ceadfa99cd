import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startServer, type TestServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt'
const USUAL = 'cwmpu-abort-incomplete-uploads'

const writes = ({ requests }: TestServer) => requests.filter((request) => request.startsWith('PUT'))

describe('cwmpu lifecycle set, before a change', () => {
  it('shows the flags of the rule, and those for safety, in -h', async () => {
    const server = await startServer()
    const { stdout } = await server.run('lifecycle set -h')
    const flags = ['--days <count>', '--prefix <prefix>', '--id <id>', '-n, --dry-run', '-y, --yes']
    for (const flag of flags) expect(stdout).toContain(`\n  ${flag} `)
  })

  it('shows the change and writes nothing with --dry-run', async () => {
    const server = await startServer()
    const before = configuration(rule('a', EXPIRES), rule(USUAL, abortAfter(7)))
    server.bucket.lifecycle = before
    expect(await server.run(`${SET} --days 3 --dry-run`)).toEqual({
      code: 0,
      stdout: `- ${USUAL}: after 7 days, every key\n+ ${USUAL}: after 3 days, every key\n  Unchanged rules: 1\n`,
      stderr: 'Dry run. No rules were changed.\n',
    })
    expect(server.bucket.lifecycle).toBe(before)
  })

  it('shows the number of other rules if it adds one', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('a', EXPIRES))
    const { stdout } = await server.run(`${SET} --days 3 --dry-run`)
    expect(stdout).toBe(`+ ${USUAL}: after 3 days, every key\n  Unchanged rules: 1\n`)
  })

  it('shows the change and asks on a terminal', async () => {
    const server = await startServer()
    const { code, stderr } = await server.run(`${SET} --days 3`, { tty: true, stdin: 'n' })
    expect(code).toBe(10)
    expect(stderr.split('\n')).toEqual([
      'About to change the lifecycle rules',
      `  bucket       bkt at ${server.endpoint}`,
      expect.stringMatching(/^ {2}credentials {1}/),
      `+ ${USUAL}: after 3 days, every key`,
      'The rule also aborts existing uploads of every key if they are 3 days or older.',
      'Apply this change? [y/N] n',
      'Canceled. No rules were changed.',
      '',
    ])
    expect(writes(server)).toEqual([])
  })

  it('names the prefix in the plan, and wraps it to the width of the terminal', async () => {
    const server = await startServer()
    const words = `${SET} --days 2 --prefix tmp/`
    const { stderr } = await server.run(words, { tty: true, columns: 40, stdin: 'n' })
    const effect = 'aborts existing uploads of keys that start with tmp/ if they are 2 days or older.'
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`The rule also ${effect} Apply`)
    expect(stderr.split('\n').filter((line) => line.length > 40)).toEqual([])
  })

  it.each([
    ['', /No --days given\. Use --days 7/],
    ['--days 0', /Invalid --days 0\. Use a whole number of days, 1 or more\./],
    ['--days 7d', /Invalid --days "7d"\. Use a whole number/],
    ['--days 1.5', /Use a whole number/],
    ['--days 7 --id ', /Invalid --id ""\. Use 1 to 255 characters\./],
    [`--days 7 --id ${'x'.repeat(256)}`, /1 to 255/],
    ['--days 7 --prefix \u0001', /cannot contain control characters/],
    [
      '--days 7',
      /^error: Cannot ask for confirmation\. stdin or stderr is not a terminal\. Use --yes to skip the prompt\.\n$/,
    ],
  ])('rejects "%s" before a request is sent', async (words, sentence) => {
    const server = await startServer()
    const { code, stderr } = await server.run(
      `${SET} ${words}`
        .trim()
        .split(' ')
        .concat(words.endsWith(' ') ? [''] : []),
    )
    expect(code).toBe(2)
    expect(stderr).toMatch(sentence)
    expect(server.requests).toEqual([])
  })
})
