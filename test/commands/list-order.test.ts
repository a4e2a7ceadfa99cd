import { describe, expect, it } from 'vitest'
import { listsParts, respondWithError } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

const MIB = 2 ** 20
const HOUR = 3_600_000
const DAY = 24 * HOUR

async function keysOf(store: TestStore, words: string): Promise<string[]> {
  const { code, stdout } = await store.run(`list --bucket bkt --json ${words}`)
  expect(code).toBe(0)
  const { Uploads } = JSON.parse(stdout) as { Uploads: { Key: string }[] }
  return Uploads.map(({ Key }) => Key)
}

describe('conditions about parts', () => {
  it('--larger-than counts bytes', async () => {
    const store = await startStore()
    store.addSized('small', [MIB])
    store.addSized('large', [MIB, 1])
    expect(await keysOf(store, '--larger-than 1MiB')).toEqual(['large'])
  })

  it('--idle-for counts from the newest part, or from the start of an upload without parts', async () => {
    const store = await startStore()
    store.addSized('old but alive', [MIB], 9 * DAY, HOUR)
    store.addSized('idle', [MIB], 9 * DAY, 3 * DAY)
    store.add('never began', 3 * DAY)
    store.add('just began', HOUR)
    expect(await keysOf(store, '--idle-for 2d')).toEqual(['idle', 'never began'])
  })

  it('unknown values never match, and are counted', async () => {
    const store = await startStore()
    store.add('k', 9 * DAY)
    store.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('abort-all --bucket bkt --idle-for 1d --yes')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('warning: Skipped 1 upload. Their parts could not be listed.')
    expect(store.left).toBe(1)
  })

  it('abort-all --idle-for aborts only idle uploads', async () => {
    const store = await startStore()
    store.addSized('alive', [MIB], 9 * DAY, HOUR)
    store.addSized('idle', [MIB], 9 * DAY, 8 * DAY)
    const { code } = await store.run('abort-all --bucket bkt --idle-for 7d --yes')
    expect(code).toBe(0)
    expect([...store.bucket.uploads.values()].map(({ key }) => key)).toEqual(['alive'])
  })

  it.each([
    ['--larger-than 5', 'Invalid --larger-than 5. It has no unit. Use 5B, 5MiB or 5GiB.'],
    ['--larger-than much', 'Invalid --larger-than "much". Use a number and a unit, for example 500MiB or 1.5GiB.'],
    ['--idle-for 2', 'Invalid --idle-for 2. It has no unit. Use 2d, 2h or 2m (days, hours, minutes).'],
    ['--limit x', 'Invalid --limit "x". Use a whole number.'],
  ])('%s is a usage error', async (words, sentence) => {
    const store = await startStore()
    expect(await store.run(`list --bucket bkt ${words}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${sentence}\n`,
    })
    expect(store.requests).toEqual([])
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
    const store = await startStore()
    store.addSized('a', [1], 2 * DAY, HOUR)
    store.addSized('b', [3], DAY, 2 * HOUR)
    store.addSized('c', [2], 3 * DAY, 3 * HOUR)
    expect(await keysOf(store, words)).toEqual(keys)
  })

  it('unknown values come last in both directions', async () => {
    const store = await startStore()
    store.addSized('known', [1])
    store.addSized('odd', [1])
    store.injectFault(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      respondWithError(403, 'AccessDenied'),
    )
    expect(await keysOf(store, '--sort size')).toEqual(['known', 'odd'])
    expect(await keysOf(store, '--sort size --reverse')).toEqual(['known', 'odd'])
  })

  it('--limit without --sort ends the listing early', async () => {
    const store = await startStore({ pageSize: 2 })
    store.addMany(10)
    const { stdout, stderr } = await store.run('list --bucket bkt --limit 3')
    expect(stdout.split('\n')).toHaveLength(4)
    expect(stderr).toBe('Showing the first 3. There are more.\n')
    expect(store.requests.length).toBeLessThan(5)
  })

  it.each([
    ['--limit 3', { Total: undefined, Truncated: true, Complete: true }],
    ['--limit 10', { Total: 10, Truncated: false, Complete: true }],
    ['--limit 11', { Total: 10, Truncated: false, Complete: true }],
    ['--sort age --limit 3', { Total: 10, Truncated: true, Complete: true }],
    ['--sort age', { Total: 10, Truncated: false, Complete: true }],
  ])('%s is %j in JSON', async (words, expected) => {
    const store = await startStore({ pageSize: 4 })
    store.addMany(10)
    const { stdout } = await store.run(`list bkt --json ${words}`)
    const { Total, Truncated, Complete } = JSON.parse(stdout) as Record<string, unknown>
    expect({ Total, Truncated, Complete }).toEqual(expected)
    expect(stdout).toMatch(/"Complete":true\}\n$/)
  })

  it('the table says how many uploads are shown', async () => {
    const store = await startStore()
    store.addMany(10)
    const first = await store.run('list bkt --limit 3', { tty: true })
    expect(first.stdout).toMatch(/\n\nShowing the first 3\. There are more\.\n$/)
    const sorted = await store.run('list bkt --sort age --limit 3', { tty: true })
    expect(sorted.stdout).toMatch(/\n\nShowing 3 of 10\.\n10 incomplete uploads\. Oldest: 1 hour\.\n/)
    const pipe = await store.run('list bkt --sort age --limit 3')
    expect(pipe.stderr).toBe('Showing 3 of 10.\n')
  })
})
