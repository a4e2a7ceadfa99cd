import { describe, expect, it } from 'vitest'
import { listsParts, refuse } from '../support/faults.js'
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

  it('--idle-for counts from the newest part, and from the beginning where there is none', async () => {
    const store = await startStore()
    store.addSized('old but alive', [MIB], 9 * DAY, HOUR)
    store.addSized('idle', [MIB], 9 * DAY, 3 * DAY)
    store.add('never began', 3 * DAY)
    store.add('just began', HOUR)
    expect(await keysOf(store, '--idle-for 2d')).toEqual(['idle', 'never began'])
  })

  it('never hold for what is unknown, which is counted', async () => {
    const store = await startStore()
    store.add('k', 9 * DAY)
    store.meet(listsParts, refuse(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('abort-all --bucket bkt --idle-for 1d --yes')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('note: 1 upload passed over, since what they hold is unknown.')
    expect(store.left).toBe(1)
  })

  it('abort-all --idle-for aborts the idle, and leaves alone what is alive', async () => {
    const store = await startStore()
    store.addSized('alive', [MIB], 9 * DAY, HOUR)
    store.addSized('idle', [MIB], 9 * DAY, 8 * DAY)
    const { code } = await store.run('abort-all --bucket bkt --idle-for 7d --yes')
    expect(code).toBe(0)
    expect([...store.bucket.uploads.values()].map(({ key }) => key)).toEqual(['alive'])
  })

  it.each([
    ['--larger-than 5', '--larger-than 5 has no unit: write 5B, 5MiB or 5GiB.'],
    ['--larger-than much', '--larger-than much is not a size: write 500MiB or 1.5GiB.'],
    ['--idle-for 2', '--idle-for 2 has no unit: write 2d for days, 2h for hours or 2m for minutes.'],
    ['--limit x', '--limit x is not a whole number.'],
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

  it('what is unknown comes last, either way', async () => {
    const store = await startStore()
    store.addSized('known', [1])
    store.addSized('odd', [1])
    store.meet(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      refuse(403, 'AccessDenied'),
    )
    expect(await keysOf(store, '--sort size')).toEqual(['known', 'odd'])
    expect(await keysOf(store, '--sort size --reverse')).toEqual(['known', 'odd'])
  })

  it('--limit without an order ends the listing early, and says so', async () => {
    const store = await startStore({ pageSize: 2 })
    store.addMany(10)
    const { stdout, stderr } = await store.run('list --bucket bkt --limit 3')
    expect(stdout.split('\n')).toHaveLength(4)
    expect(stderr).toBe('note: there may be more: --limit ends the listing early.\n')
    expect(store.requests.length).toBeLessThan(5)
  })
})
