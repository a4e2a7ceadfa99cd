import { describe, expect, it } from 'vitest'
import { listsParts, respondWithError } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

const MIB = 2 ** 20
const HOUR = 3_600_000
const DAY = 24 * HOUR

async function keysOf(server: TestServer, words: string): Promise<string[]> {
  const { code, stdout } = await server.run(`list --bucket bkt --json ${words}`)
  expect(code).toBe(0)
  const { Uploads } = JSON.parse(stdout) as { Uploads: { Key: string }[] }
  return Uploads.map(({ Key }) => Key)
}

describe('conditions about parts', () => {
  it('--larger-than counts bytes', async () => {
    const server = await startServer()
    server.addWithParts('small', [MIB])
    server.addWithParts('large', [MIB, 1])
    expect(await keysOf(server, '--larger-than 1MiB')).toEqual(['large'])
  })

  it('--idle-for counts from the newest part, or from the start of an upload without parts', async () => {
    const server = await startServer()
    server.addWithParts('old but alive', [MIB], 9 * DAY, HOUR)
    server.addWithParts('idle', [MIB], 9 * DAY, 3 * DAY)
    server.add('never began', 3 * DAY)
    server.add('just began', HOUR)
    expect(await keysOf(server, '--idle-for 2d')).toEqual(['idle', 'never began'])
  })

  it('unknown values never match, and are counted', async () => {
    const server = await startServer()
    server.add('k', 9 * DAY)
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('abort-all --bucket bkt --idle-for 1d --yes')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('warning: Skipped 1 upload. Their parts could not be listed.')
    expect(server.left).toBe(1)
  })

  it('abort-all --idle-for aborts only idle uploads', async () => {
    const server = await startServer()
    server.addWithParts('alive', [MIB], 9 * DAY, HOUR)
    server.addWithParts('idle', [MIB], 9 * DAY, 8 * DAY)
    const { code } = await server.run('abort-all --bucket bkt --idle-for 7d --yes')
    expect(code).toBe(0)
    expect([...server.bucket.uploads.values()].map(({ key }) => key)).toEqual(['alive'])
  })

  it.each([
    ['--larger-than 5', 'Invalid --larger-than 5. It has no unit. Use 5B, 5MiB or 5GiB.'],
    ['--larger-than much', 'Invalid --larger-than "much". Use a number and a unit, for example 500MiB or 1.5GiB.'],
    ['--idle-for 2', 'Invalid --idle-for 2. It has no unit. Use 2d, 2h, 2m or 2s (days, hours, minutes, seconds).'],
    ['--sort size --no-sizes', 'Cannot combine --no-sizes with --sort size. Use one of them.'],
    ['--no-sizes --sort activity', 'Cannot combine --no-sizes with --sort activity. Use one of them.'],
    ['--limit x', 'Invalid --limit "x". Use a whole number.'],
  ])('%s is a usage error', async (words, sentence) => {
    const server = await startServer()
    expect(await server.run(`list --bucket bkt ${words}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${sentence}\n`,
    })
    expect(server.requests).toEqual([])
  })
})

describe('order and limit', () => {
  it.each([
    ['--sort age', ['c', 'a', 'b']],
    ['--sort age --reverse', ['b', 'a', 'c']],
    ['--sort size', ['b', 'c', 'a']],
    ['--sort activity', ['c', 'b', 'a']],
    ['--sort key --reverse', ['c', 'b', 'a']],
    ['--reverse', ['c', 'b', 'a']],
    ['--sort age --limit 2', ['c', 'a']],
    ['--limit 2', ['a', 'b']],
  ])('%s', async (words, keys) => {
    const server = await startServer()
    server.addWithParts('a', [1], 2 * DAY, HOUR)
    server.addWithParts('b', [3], DAY, 2 * HOUR)
    server.addWithParts('c', [2], 3 * DAY, 3 * HOUR)
    expect(await keysOf(server, words)).toEqual(keys)
  })

  it('unknown values come last in both directions', async () => {
    const server = await startServer()
    server.addWithParts('known', [1])
    server.addWithParts('odd', [1])
    server.injectFault(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      respondWithError(403, 'AccessDenied'),
    )
    expect(await keysOf(server, '--sort size')).toEqual(['known', 'odd'])
    expect(await keysOf(server, '--sort size --reverse')).toEqual(['known', 'odd'])
  })

  it('--limit without --sort ends the listing early', async () => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(10)
    const { stdout, stderr } = await server.run('list --bucket bkt --limit 3')
    expect(stdout.split('\n')).toHaveLength(4)
    expect(stderr).toBe('Showing the first 3. There are more.\n')
    expect(server.requests.length).toBeLessThan(5)
  })

  it.each([
    ['--limit 3', { Total: undefined, Truncated: true, Complete: true }],
    ['--limit 10', { Total: 10, Truncated: false, Complete: true }],
    ['--limit 11', { Total: 10, Truncated: false, Complete: true }],
    ['--sort age --limit 3', { Total: 10, Truncated: true, Complete: true }],
    ['--sort age', { Total: 10, Truncated: false, Complete: true }],
  ])('%s is %j in JSON', async (words, expected) => {
    const server = await startServer({ pageSize: 4 })
    server.addMany(10)
    const { stdout } = await server.run(`list bkt --json ${words}`)
    const { Total, Truncated, Complete } = JSON.parse(stdout) as Record<string, unknown>
    expect({ Total, Truncated, Complete }).toEqual(expected)
    expect(stdout).toMatch(/"Complete":true\}\n$/)
  })

  it('the table says how many uploads are shown', async () => {
    const server = await startServer()
    server.addMany(10)
    const first = await server.run('list bkt --limit 3', { tty: true })
    expect(first.stdout).toMatch(/\n\nShowing the first 3\. There are more\.\n$/)
    const sorted = await server.run('list bkt --sort age --limit 3', { tty: true })
    expect(sorted.stdout).toMatch(/\n\nShowing 3 of 10\.\n10 incomplete uploads\. Oldest: 1 hour\.\n/)
    const pipe = await server.run('list bkt --sort age --limit 3')
    expect(pipe.stderr).toBe('Showing 3 of 10.\n')
  })
})
