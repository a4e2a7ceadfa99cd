import { describe, expect, it } from 'vitest'
import { startServer } from '../support/server.js'

describe('a usage error', () => {
  it.each([
    ['lst --bucket bkt', /^error: Unknown command 'lst'\. Did you mean list\?\n$/],
    ['abort-al --bucket bkt', /Did you mean abort-all\?/],
    ['list --bucket bkt --prefx a', /^error: Unknown option '--prefx'\. Did you mean --prefix\?\n$/],
    ['list', /^error: No bucket given\. Use --bucket NAME or --all-buckets\.\n$/],
    ['abort-all --yes', /^error: No bucket given\. Use --bucket NAME\.\n$/],
    ['list --bucket', /argument missing/],
    ['list --bucket arn:aws:s3:::bkt', /^error: Invalid bucket name "arn:aws:s3:::bkt" .* It is an ARN\./],
    ['list --bucket bkt--x-s3', /S3 Express buckets are not supported/],
    ['list --bucket ..', /^error: Invalid bucket name "\.\." for path addressing\./],
    [
      'list Foo_Bar --addressing virtual',
      /^error: Invalid bucket name "Foo_Bar" for virtual addressing\. Use a-z, 0-9, hyphens and dots, or pass --addressing path\.\n$/,
    ],
    ['list --bucket bkt --older-than 7', /^error: Invalid --older-than 7\. It has no unit\. Use 7d, 7h, 7m or 7s/],
    ['list --bucket bkt --older-than 1M', /Months differ in length\. Use days, for example 30d\./],
    ['list --bucket bkt --initiated-before 2026-11-01T10:00', /has no time zone/],
    ['list --bucket bkt --initiated-after never', /Use 2026-11-01, or 2026-11-01T09:30:00Z\./],
    ['list --bucket bkt --match [z-a]', /^error: Invalid --match "\[z-a\]"\. Use \[abc\], \[a-z\]/],
    ['list --bucket bkt -o yaml', /Allowed choices are table, json, ndjson, csv, tsv/],
    [
      'list --bucket bkt --endpoint ftp://x',
      /^error: Invalid endpoint "ftp:\/\/x" \(from --endpoint\)\. Use an http or https URL, "primary" or "lota"\.\n$/,
    ],
    [
      'list --bucket bkt --endpoint https://me:secret@x',
      /^error: Invalid endpoint "https:\/\/…@x" \(from --endpoint\)\. Use an http or https URL, "primary" or "lota"\.\n$/,
    ],
    [
      'list bkt --endpoint http://127.0.0.1:0',
      /^error: Invalid endpoint "http:\/\/127\.0\.0\.1:0" \(from --endpoint\)\./,
    ],
    ...['list bkt', 'doctor bkt', 'doctor'].map((command): [string, RegExp] => [
      `${command} --endpoint http://127.0.0.1:9 --addressing virtual`,
      /^error: Cannot use virtual addressing \(from --addressing\)\. An IP address cannot have a bucket in its host name\. Use --addressing path\.\n$/,
    ]),
    ['list --bucket bkt --addressing dns', /Allowed choices are virtual, path/],
    ['list --bucket bkt --timeout soon', /^error: Invalid --timeout "soon"\. Use 7d, 12h/],
    ['list --bucket bkt --timeout 0s', /^error: Invalid --timeout "0s"\. Use 1s or more\.\n$/],
    ['abort-all --bucket bkt --yes --concurrency 0', /^error: Invalid --concurrency 0\. Use 1 or more\.\n$/],
    ['abort-all --bucket bkt --yes --max many', /^error: Invalid --max "many"\. Use a whole number\.\n$/],
  ])('rejects %s', async (words, message) => {
    const server = await startServer()
    server.add('k')
    const { code, stdout, stderr } = await server.run(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^error: .*\n$/)
    expect(server.requests).toEqual([])
  })

  it('S14 has no flag for a secret', async () => {
    const { stdout } = await (await startServer()).run('list --help')
    expect(stdout).toContain('--profile')
    expect(stdout).not.toMatch(/--\S*(secret|password|token|key)/)
  })

  it('shows the help without arguments', async () => {
    const server = await startServer()
    const { code, stderr } = await server.run([])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Usage: cwmpu /)
  })

  it('escapes what the user typed', async () => {
    const server = await startServer()
    for (const words of [['\u001b[2Jlist'], ['list', '--\u001b[2J'], ['list', '--bucket', '\u001b[2J']])
      expect((await server.run(words)).stderr).not.toContain('\u001b')
  })
})

describe('help and version', () => {
  it.each(['--help', '-h', 'help', 'list --help', 'list -h', 'help abort', 'abort-all -h', 'demo --help'])(
    'cwmpu %s starts with the usage and fits 80 columns',
    async (words) => {
      const server = await startServer()
      const { code, stdout, stderr } = await server.run(words)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: cwmpu [^]*\n\n[A-Z].*\n[^]*\nFlags:\n[^]*\nExamples:\n/)
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    },
  )

  it('-h is one screen of common flags, --help has all of them', async () => {
    const server = await startServer()
    for (const command of ['', 'list ', 'abort ', 'abort-all ', 'verify ', 'lifecycle set ', 'doctor ']) {
      const [brief, full] = [await server.run(`${command}-h`), await server.run(`${command}--help`)]
      expect(brief.stdout.split('\n').length).toBeLessThanOrEqual(36)
      expect(full.stdout.length).toBeGreaterThan(brief.stdout.length)
    }
    const { stdout } = await server.run('list -h')
    expect(stdout).toContain('\nAll flags: cwmpu list --help\n')
    expect(stdout).not.toContain('--allow-http')
  })

  it('cwmpu --version prints the version', async () => {
    const server = await startServer()
    const { code, stdout } = await server.run('--version')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
