import { describe, expect, it } from 'vitest'
import { respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

// What the scripts do at a Tab is tested in test/shells.
describe('cwmpu completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s, and sends no request', async (shell) => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.run(`completion ${shell}`)
    expect({ code, stderr, requests: server.requests }).toEqual({ code: 0, stderr: '', requests: [] })
    expect(stdout).toMatch(/\bcwmpu complete --? ?/)
    expect(stdout).not.toContain('--buckets')
  })

  it('needs a shell that it knows', async () => {
    const server = await startServer()
    const { code, stderr } = await server.run('completion csh')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/)
    const missing = { code: 2, stdout: '', stderr: 'error: No shell given. Use bash, zsh or fish.\n' }
    expect(await server.run('completion')).toEqual(missing)
  })
})

describe('cwmpu complete', () => {
  it.each(['', 'list', 'abort', 'abort-all', 'verify', 'doctor', 'lifecycle', 'lifecycle set', 'help'])(
    'prints everything that is in the help of "%s"',
    async (command) => {
      const server = await startServer()
      const before = command === '' ? [] : command.split(' ')
      const printed = async (...typed: string[]) => {
        const { code, stdout } = await server.run(['complete', '--', ...before, ...typed])
        expect(code).toBe(0)
        return stdout.split('\n').map((line) => line.split('\t')[0])
      }
      const help = await server.run([...before, '--help'])
      const words = Array.from(help.stdout.matchAll(/^ {2}(?:-., )?((?:--)?[a-z][a-z0-9-]+)/gm), ([, word]) => word)
      expect(words.length).toBeGreaterThan(0)
      const topics = command === '' ? await printed('help', '') : []
      const all = [...(await printed('')), ...(await printed('-')), ...topics]
      for (const word of words.filter((each) => each !== '--help' || command === '')) expect(all).toContain(word)
      expect(all).not.toContain('complete')
      expect(server.requests).toEqual([])
    },
  )

  it.each([
    ['list --output ', 'table json ndjson csv tsv'],
    ['list --output=j', '--output=json'],
    ['list --output =', 'table json ndjson csv tsv'],
    ['list --output = nd', 'ndjson'],
    ['list --sort a', 'age activity'],
    ['list --endpoint ', 'primary lota'],
    ['abort --from ', ':files'],
    ['list --prefix ', ''],
    ['list --bucket ', ''],
    ['list --sort size --o', '--older-than --output'],
    ['completion ', 'bash zsh fish'],
    ['unknown --pre', ''],
  ])('completes %j', async (typed, expected) => {
    const server = await startServer()
    const { stdout } = await server.run(['complete', '--', ...typed.split(' ')])
    const words = stdout.split('\n').flatMap((line) => line.split('\t')[0] ?? [])
    expect(words.filter((word) => word !== '').join(' ')).toBe(expected)
  })

  it('prints the names of buckets with --buckets, if they are plain words', async () => {
    const server = await startServer()
    for (const name of ['my-bucket', 'my-$(touch x)', 'Old.Bucket', 'my bucket']) server.sandbox.createBucket(name)
    expect((await server.run('completion bash --buckets')).stdout).toContain('cwmpu complete --buckets --')
    expect(await server.run(['complete', '--buckets', '--', 'list', ''])).toEqual({
      code: 0,
      stdout: 'bkt\t\nmy-bucket\t\n',
      stderr: '',
    })
  })

  it.each([
    ['list --bucket=my', '--bucket=my-bucket'],
    ['list --bucket = my', 'my-bucket'],
    ['list --region R --bucket my', 'my-bucket'],
  ])('completes %j with the name of a bucket', async (typed, expected) => {
    const server = await startServer()
    server.sandbox.createBucket('my-bucket')
    const { stdout } = await server.run(['complete', '--buckets', '--', ...typed.split(' ')])
    expect(stdout).toBe(`${expected}\t\n`)
  })

  it.each(['--endpoint https : //h', '--endpoint=https://h', '--profile x', '--s3cfg=', '--s3cfg f'])(
    'prints no names of buckets of another account than %s',
    async (flag) => {
      const server = await startServer()
      const { code, stdout } = await server.run(['complete', '--buckets', '--', 'list', ...flag.split(' '), '-b', ''])
      expect({ code, stdout, requests: server.requests }).toEqual({ code: 0, stdout: '', requests: [] })
    },
  )

  it('prints no names of buckets if they cannot be listed', async () => {
    const server = await startServer()
    server.injectFault(() => true, respondWithError(403, 'AccessDenied'))
    expect(await server.run(['complete', '--buckets', '--', 'list', ''])).toMatchObject({ code: 4, stdout: '' })
  })
})
